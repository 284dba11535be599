"""`threadline run` as a user meets it: how fast it answers, how it stops, what it keeps, what it says when it can't."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import socket
import time
from pathlib import Path

import httpx
import psutil
import pytest

from tests.app.program import Running, free_port, running, threadline
from tests.fakes.openai import FakeOpenAI
from tests.fakes.server import KEY, WRONG_KEY


@pytest.fixture
def folder(tmp_path: Path):
    """A working folder; the embedded Valkey that a kill -9 left behind is ended with it."""
    yield tmp_path
    for process in psutil.process_iter(["name", "cwd"]):
        if process.info["name"] == "valkey-server" and str(tmp_path) in (process.info["cwd"] or ""):
            process.kill()


def turn(program: Running, session: dict[str, str], text: str) -> str:
    """Say something by text; the words of the reply."""
    reply = httpx.post(
        f"{program.url}/v1/sessions/{session['id']}/turns",
        json={"text": text},
        headers={"Authorization": f"Bearer {session['secret']}"},
        timeout=20,
    )
    assert reply.status_code == 200, reply.text
    events = [json.loads(line[5:]) for line in reply.text.splitlines() if line.startswith("data:")]
    return "".join(event["text"] for event in events if event["type"] == "reply.delta")


def new_session(program: Running) -> dict[str, str]:
    created = httpx.post(f"{program.url}/v1/sessions", json={}, timeout=30)
    assert created.status_code == 201, created.text
    return created.json()


def test_a_second_start_answers_in_time_and_ctrl_c_leaves_no_process_behind(folder: Path):
    for attempt in range(2):
        with running(folder) as program:
            seconds = program.wait_until_healthy()
            family = program.family()
            if attempt:
                # 1.6 s on two idle cores; here two other tests run beside it
                assert seconds <= 15
                program.wait_until_ready()
            program.process.send_signal(signal.SIGINT)
            begun = time.monotonic()
            assert program.process.wait(10) == 0, program.text()
            assert time.monotonic() - begun <= 5
            _, alive = psutil.wait_procs(family, timeout=2)
            assert alive == []
    assert {"appendonlydir", "clinic.db"} <= {path.name for path in (folder / ".data").iterdir()}


def test_the_banner_names_every_part_with_its_reason_and_the_link(folder: Path):
    with running(folder, COLUMNS="200") as program:
        program.wait_until_healthy()
        program.wait_for("voice ready")
        text = program.text()
        for said in ("moonshine", "piper", "rules", "GOOGLE_API_KEY", "REDIS_URL is unset", "LIVEKIT_URL", "SQLite"):
            assert said in text
        assert f"{program.url}/?operator=" in text


def test_three_turns_a_kill_and_a_new_start_go_on_with_the_same_specialist(folder: Path):
    with running(folder) as program:
        program.wait_until_healthy()
        session = new_session(program)
        turn(program, session, "I'd like to book an appointment with a skin doctor")
        turn(program, session, "on Tuesday morning")
        turn(program, session, "the first one")
        before = httpx.get(
            f"{program.url}/v1/sessions/{session['id']}", headers={"Authorization": f"Bearer {session['secret']}"}
        ).json()
        os.kill(program.process.pid, signal.SIGKILL)
        program.process.wait()
    with running(folder) as program:
        program.wait_until_healthy()
        headers = {"Authorization": f"Bearer {session['secret']}"}
        after = httpx.get(f"{program.url}/v1/sessions/{session['id']}", headers=headers, timeout=30).json()
        assert after["specialist"] == before["specialist"] == "scheduling"
        said = httpx.get(f"{program.url}/v1/sessions/{session['id']}/messages", headers=headers).json()["messages"]
        assert [m["text"] for m in said if m["role"] == "caller"] == [
            "I'd like to book an appointment with a skin doctor",
            "on Tuesday morning",
            "the first one",
        ]
        assert turn(program, session, "my name is John Smith, born March third nineteen eighty")


def test_behind_https_cookies_are_secure_and_every_turn_is_counted(folder: Path):
    with running(folder, COOKIE_SECURE="true") as program:
        program.wait_until_healthy()
        created = httpx.post(f"{program.url}/v1/sessions", json={}, timeout=30)
        assert "; Secure" in created.headers["set-cookie"]
        assert "strict-transport-security" in created.headers
        turn(program, created.json(), "what are your opening hours?")
        assert 'threadline_turns_total{outcome="done"} 1.0' in httpx.get(f"{program.url}/metrics").text


def test_a_used_port_is_one_clear_line(folder: Path):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = str(other.getsockname()[1])
        ended = threadline("run", "--port", port, folder=folder)
    assert ended.returncode == 1
    assert_one_line(ended.stderr, port, "PORT")


def test_of_two_starts_at_the_same_moment_one_runs_and_the_other_is_told_in_one_line(folder: Path):
    port = free_port()
    with running(folder, port=port) as one, running(folder, port=port, output="other.txt") as other:
        begun = time.monotonic()
        while (loser := next((p for p in (one, other) if p.process.poll() is not None), None)) is None:
            assert time.monotonic() < begun + 60
            time.sleep(0.05)
        winner = other if loser is one else one
        winner.wait_until_ready()
        assert loser.process.returncode == 1, loser.text()
        assert loser.text().count("\n", loser.text().index("threadline: ")) == 1
        assert f"Port {port} on 127.0.0.1 can't be used: Address already in use." in loser.text()


def test_the_link_comes_before_the_voice_and_what_it_leads_to_answers(folder: Path):
    with running(folder) as program:
        program.wait_for("Open http")
        assert "voice ready" not in program.text()
        link = next(line for line in program.text().splitlines() if line.startswith("Open ")).split()[1]
        page = httpx.get(link, timeout=60, follow_redirects=True)
        assert page.status_code == 200
        program.wait_until_ready()


async def test_of_a_model_with_a_wrong_key_only_the_trouble_is_said(folder: Path):
    async with FakeOpenAI() as provider:
        settings = {"MODEL": "openai:local", "MODEL_BASE_URL": provider.base_url, "MODEL_API_KEY": WRONG_KEY}
        with running(folder, **settings) as program:
            await asyncio.to_thread(program.wait_for, "✗ model: ")
            await asyncio.to_thread(program.wait_until_ready)
            assert "Correct MODEL_API_KEY" in program.text()
            assert "model ready" not in program.text()


async def test_a_model_with_the_right_key_is_ready(folder: Path):
    async with FakeOpenAI() as provider:
        settings = {"MODEL": "openai:local", "MODEL_BASE_URL": provider.base_url, "MODEL_API_KEY": KEY}
        with running(folder, **settings) as program:
            await asyncio.to_thread(program.wait_for, "✓ model ready")
            assert "✗ model" not in program.text()


def test_a_redis_that_does_not_answer_is_one_clear_line(folder: Path):
    ended = threadline(
        "run", "--port", str(free_port()), folder=folder, REDIS_URL=f"redis://:hush@127.0.0.1:{free_port()}"
    )
    assert ended.returncode == 1
    assert_one_line(ended.stderr, "Redis does not answer")
    assert "hush" not in ended.stdout + ended.stderr


def test_a_data_folder_that_cannot_be_written_is_one_clear_line(folder: Path):
    (folder / "file").write_text("")
    ended = threadline("run", "--port", str(free_port()), folder=folder, DATA_DIR=str(folder / "file" / "data"))
    assert ended.returncode == 1
    assert_one_line(ended.stderr, "DATA_DIR")


def test_a_database_that_does_not_answer_is_one_clear_line(folder: Path):
    url = f"postgresql+asyncpg://me:hush@127.0.0.1:{free_port()}/clinic"
    ended = threadline("run", "--port", str(free_port()), folder=folder, DATABASE_URL=url)
    assert ended.returncode == 1
    assert_one_line(ended.stderr, "database")
    assert "hush" not in ended.stdout + ended.stderr


def assert_one_line(stderr: str, *words: str) -> None:
    lines = [line for line in stderr.strip().splitlines() if line]
    assert len(lines) == 1, stderr
    assert lines[0].startswith("threadline: ")
    for word in words:
        assert word in lines[0]
