"""The commands from a terminal: results, exit status, one clear line when something is wrong."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.app.program import threadline

COMMANDS = ("run", "api", "call", "chat", "graph", "sessions", "doctor")


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help(command: str, tmp_path: Path):
    shown = threadline(command, "--help", folder=tmp_path)
    assert shown.returncode == 0
    assert "Usage" in shown.stdout


def test_a_wrong_option_is_bad_usage(tmp_path: Path):
    assert threadline("sessions", "--nonsense", folder=tmp_path).returncode == 2


def test_a_chat_is_resumed_by_its_id_and_listed(tmp_path: Path):
    first = threadline("chat", "--session", "line-1", folder=tmp_path, input="I want to book an appointment\n\n")
    assert first.returncode == 0, first.stderr
    assert "automated" in first.stdout
    second = threadline("chat", "--session", "line-1", folder=tmp_path, input="\n")
    assert second.returncode == 0, second.stderr
    assert "Back to your appointment" in second.stdout
    listed = threadline("sessions", "--json", folder=tmp_path)
    row = json.loads(listed.stdout)
    assert (row["id"], row["specialist"]) == ("line-1", "scheduling")


def test_graphs_are_listed_shown_and_drawn(tmp_path: Path):
    assert "clinic" in threadline("graph", folder=tmp_path).stdout
    assert "scheduling" in threadline("graph", "clinic", folder=tmp_path).stdout
    assert "graph TD" in threadline("graph", "clinic", "--mermaid", folder=tmp_path).stdout
    assert threadline("graph", "clinic", "--png", "g.png", folder=tmp_path).returncode == 0
    assert (tmp_path / "g.png").read_bytes().startswith(b"\x89PNG")
    unknown = threadline("graph", "nope", folder=tmp_path)
    assert unknown.returncode == 1
    assert "clinic" in unknown.stderr


def test_doctor_on_a_machine_with_nothing_finds_nothing_wrong(tmp_path: Path):
    found = threadline("doctor", "--json", folder=tmp_path)
    assert found.returncode == 0, found.stdout
    assert {"Redis", "database", "data folder"} <= {finding["part"] for finding in json.loads(found.stdout)}


def test_doctor_says_what_is_wrong_and_how_to_mend_it(tmp_path: Path):
    found = threadline("doctor", folder=tmp_path, REDIS_URL="redis://127.0.0.1:1", COLUMNS="200")
    assert found.returncode == 1
    assert "REDIS_URL" in found.stdout
    found = threadline("doctor", folder=tmp_path, STT="deepgram", COLUMNS="200")
    assert found.returncode == 1
    assert "DEEPGRAM_API_KEY is unset" in found.stdout


@pytest.mark.parametrize("content", [b"", b"not a wav at all", b"RIFF\x00\x00\x00\x00WAVE"])
def test_a_file_that_is_no_wav_is_one_clear_line(content: bytes, tmp_path: Path):
    (tmp_path / "x.wav").write_bytes(content)
    ended = threadline("call", "x.wav", folder=tmp_path)
    assert ended.returncode == 1
    assert ended.stderr.count("\n") == 1
    assert "x.wav" in ended.stderr


def test_a_missing_file_is_one_clear_line(tmp_path: Path):
    ended = threadline("call", "nowhere.wav", folder=tmp_path)
    assert ended.returncode == 1
    assert "nowhere.wav" in ended.stderr
    assert "Traceback" not in ended.stderr
