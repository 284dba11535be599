"""Runs `threadline` as a user does: another process, a data folder of its own, no settings from outside."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import psutil

from app.settings import Settings

THREADLINE = [sys.executable, "-c", "from app.cli import main; main()"]
START_SECONDS = 60.0
STOP_SECONDS = 15.0


def environment(**settings: str) -> dict[str, str]:
    """The environment without any setting of Threadline but these."""
    known = {name.upper() for name in Settings.model_fields}
    return {name: value for name, value in os.environ.items() if name.upper() not in known} | settings


def threadline(*arguments: str, folder: Path, input: str = "", timeout: float = 60, **settings: str):
    """Run a command to its end."""
    return subprocess.run(
        [*THREADLINE, *arguments],
        cwd=folder,
        env=environment(**settings),
        input=input,
        capture_output=True,
        text=True,
        timeout=timeout,
    )


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Running:
    """A `threadline run`."""

    process: subprocess.Popen[str]
    url: str
    output: Path

    def text(self) -> str:
        return self.output.read_text()

    def wait_for(self, words: str, seconds: float = START_SECONDS) -> None:
        """Wait until the program has printed the words."""
        deadline = time.monotonic() + seconds
        while words not in self.text():
            assert self.process.poll() is None, f"ended with {self.process.returncode}:\n{self.text()}"
            assert time.monotonic() < deadline, f"{words!r} was not printed:\n{self.text()}"
            time.sleep(0.02)

    def wait_until_healthy(self, seconds: float = START_SECONDS) -> float:
        """Seconds until /healthz answered."""
        begun = time.monotonic()
        while time.monotonic() < begun + seconds:
            assert self.process.poll() is None, f"ended with {self.process.returncode}:\n{self.text()}"
            try:
                if httpx.get(f"{self.url}/healthz").status_code == 200:
                    return time.monotonic() - begun
            except httpx.TransportError:
                time.sleep(0.02)
        raise AssertionError(f"/healthz did not answer:\n{self.text()}")

    def wait_until_ready(self) -> None:
        """Wait until calls are taken."""
        self.wait_for("voice ready")

    def family(self) -> list[psutil.Process]:
        """The program and all that it has started."""
        own = psutil.Process(self.process.pid)
        return [own, *own.children(recursive=True)]


@contextmanager
def running(folder: Path, *, port: int | None = None, output: str = "output.txt", **settings: str) -> Iterator[Running]:
    """A `threadline run` in `folder` on a free port; told to stop at the end if it still lives, with its servers.

    `output` is the file in the folder that takes what it prints.
    """
    port = port or free_port()
    printed = folder / output
    with printed.open("w") as sink:
        process = subprocess.Popen(
            [*THREADLINE, "run", "--port", str(port)],
            cwd=folder,
            env=environment(**settings),
            stdout=sink,
            stderr=sink,
            text=True,
        )
    try:
        yield Running(process, f"http://127.0.0.1:{port}", printed)
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGINT)
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
