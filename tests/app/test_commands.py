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


def test_doctor_on_a_machine_with_nothing_finds_nothing_wrong_and_says_what_is_used(tmp_path: Path):
    found = threadline("doctor", "--json", folder=tmp_path)
    assert found.returncode == 0, found.stdout
    said = {finding["part"]: finding["message"] for finding in json.loads(found.stdout)}
    assert {"Redis", "database", "data folder", "graph", "speech to text", "text to speech"} <= said.keys()
    assert said["model"] == "rules, embedded, not a language model, because GOOGLE_API_KEY and MODEL are unset"
    assert [path.name for path in tmp_path.iterdir()] == [".data"]
    assert list((tmp_path / ".data").iterdir()) == []


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"REDIS_URL": "redis://127.0.0.1:1"}, ["Redis does not answer", "unset it for the embedded Valkey"]),
        ({"DATABASE_URL": "postgresql+asyncpg://me@127.0.0.1:1/x"}, ["check that the server runs", "DATABASE_URL"]),
        ({"STT": "deepgram"}, ["DEEPGRAM_API_KEY is unset"]),
        ({"GRAPH": "nope"}, ["GRAPH=nope is not in", "use one of clinic"]),
        (
            {"GOOGLE_API_KEY": "g", "GOOGLE_BASE_URL": "http://127.0.0.1:1"},
            ["cannot be reached. Start the server at http://127.0.0.1:1, or correct GOOGLE_BASE_URL.", "MODEL=rules"],
        ),
        (
            {"STT": "openai:w", "STT_BASE_URL": "http://127.0.0.1:1/v1", "MODEL": "rules"},
            ["cannot be reached. Start the server at http://127.0.0.1:1/v1, or correct STT_BASE_URL.", "STT=moonshine"],
        ),
    ],
)
def test_doctor_says_what_is_wrong_and_how_to_mend_it(settings: dict[str, str], said: list[str], tmp_path: Path):
    found = threadline("doctor", "--json", folder=tmp_path, **settings)
    assert found.returncode == 1, found.stdout
    wrong = " ".join(finding["message"] for finding in json.loads(found.stdout) if not finding["ok"])
    for words in said:
        assert words in wrong


def test_doctor_names_every_graph_that_does_not_load(tmp_path: Path):
    (tmp_path / "mine.py").write_text("import no_such_module\n")
    (tmp_path / "langgraph.json").write_text(
        json.dumps({"graphs": {"mine": "./mine.py:graph", "other": "./mine.py:other"}, "dependencies": ["."]})
    )
    found = threadline("doctor", "--json", folder=tmp_path, GRAPH="mine")
    assert found.returncode == 1
    wrong = {finding["part"]: finding["message"] for finding in json.loads(found.stdout) if not finding["ok"]}
    assert wrong.keys() == {"graph mine", "graph other"}
    assert "mine.py, line 1: ModuleNotFoundError: No module named 'no_such_module'. Correct it" in wrong["graph mine"]


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
