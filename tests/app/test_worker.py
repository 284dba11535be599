"""`threadline worker` against a real livekit-server: the same call, over a room."""

from __future__ import annotations

import json
import shutil
import signal
import subprocess
from pathlib import Path

import pytest

from tests.app.livekit import SERVER, Caller, livekit_server
from tests.app.program import THREADLINE, Running, environment, threadline

FLITE = shutil.which("flite")


def test_a_worker_without_livekit_is_one_clear_line(tmp_path: Path):
    ended = threadline("worker", folder=tmp_path)
    assert ended.returncode == 1
    assert "LIVEKIT_URL" in ended.stderr
    assert ended.stderr.count("\n") == 1


@pytest.mark.livekit
@pytest.mark.skipif(
    SERVER is None, reason="livekit-server is not on PATH: calls over LiveKit are not proven by this run"
)
@pytest.mark.skipif(FLITE is None, reason="flite is not installed")
async def test_a_caller_in_a_room_is_greeted_heard_and_answered(tmp_path: Path):
    subprocess.run(
        [FLITE, "-voice", "slt", "-t", "What are your opening hours?", "-o", tmp_path / "ask.wav"], check=True
    )
    async with livekit_server(tmp_path) as server:
        made = threadline("chat", "--session", "room-call", folder=tmp_path, input="\n", **server.settings)
        assert made.returncode == 0, made.stderr
        with (tmp_path / "worker.txt").open("w") as sink:
            process = subprocess.Popen(
                [*THREADLINE, "worker"], cwd=tmp_path, env=environment(**server.settings), stdout=sink, stderr=sink
            )
        worker = Running(process, "", tmp_path / "worker.txt")
        caller = Caller()
        try:
            worker.wait_for("registered with LiveKit")
            await caller.join(server, "room-call")
            await caller.wait_for_words("automated assistant")
            assert caller.agent_spoke.is_set()
            await caller.speak(tmp_path / "ask.wav")
            await caller.wait_for_words("open")
        finally:
            await caller.leave()
            process.send_signal(signal.SIGTERM)
            process.wait(30)
    listed = json.loads(threadline("sessions", "--json", folder=tmp_path).stdout)
    assert listed["specialist"] == "information"
