"""A booking turn killed at many steps of its event loop: the words once, the effect once, the reply once."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.crash.points import BEFORE, LAST

SAMPLED, SAMPLE_STRIDE = 8, 45
HALVES = 2
# of all points, to be tried side by side


def run(valkey_url: str, folder: Path, first: int, stride: int, *only: int) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "tests.crash.points", valkey_url, str(folder), str(first), str(stride)]
    return subprocess.Popen([*command, *map(str, only)], stdout=subprocess.PIPE, text=True)


def found_by(process: subprocess.Popen[str]) -> list[dict[str, Any]]:
    output, _ = process.communicate(timeout=1700)
    assert process.returncode == 0
    return [json.loads(line) for line in output.splitlines() if line.startswith("{")]


def judge(found: dict[str, Any]) -> None:
    """What must hold wherever the process died."""
    booked = [reply for reply in found["replies"] if reply.startswith("Booked")]
    known = found["words"] == [*BEFORE, LAST]
    assert known or (found["comes_back"] == "call" and found["words"] == [*BEFORE]), found
    assert len(found["booked"]) == 1 + known, found
    assert len(booked) == known, found
    assert found["heard"].count("Booked") == known, found
    assert found["pending"] == [], found
    assert found["seqs"] == list(range(1, len(found["seqs"]) + 1)), found


def test_a_booking_turn_killed_here_and_there_is_finished_once(valkey_url: str, tmp_path: Path):
    found = found_by(run(valkey_url, tmp_path, 0, SAMPLE_STRIDE, SAMPLED))
    assert len(found) == 2 * SAMPLED
    for each in found:
        judge(each)


@pytest.mark.slow
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("first", range(HALVES))
def test_a_booking_turn_killed_at_every_step_is_finished_once(valkey_url: str, tmp_path: Path, first: int):
    found = found_by(run(valkey_url, tmp_path, first, HALVES))
    died = [each for each in found if each["died"]]
    assert len(died) >= 300
    for each in found:
        judge(each)
