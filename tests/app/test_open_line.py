"""Log lines do not fall into what is being written."""

from __future__ import annotations

import logging
import sys

import pytest
from rich.console import Console

from app.logs import configure_logs
from app.open_line import open_line

pytestmark = pytest.mark.check


@pytest.fixture(autouse=True)
def logs_as_before():
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:], _ = handlers, root.setLevel(level)


def said(capfd: pytest.CaptureFixture[str]) -> str:
    """What a chat writes while something is logged."""
    configure_logs("error", as_json=False, secrets=[])
    console = Console(file=sys.stdout, width=80)
    with open_line(console) as line:
        line.write("agent We are ")
        logging.getLogger("x").error("oh dear")
        line.write("open.")
        line.end()
        logging.getLogger("x").error("again")
    return capfd.readouterr().out


def test_a_log_line_in_the_same_terminal_stands_alone(
    capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stderr", sys.stdout)
    lines = said(capfd).splitlines()
    assert lines[0] == "agent We are "
    assert "oh dear" in lines[1]
    assert lines[2] == "open."
    assert "again" in lines[3]


def test_a_log_that_goes_elsewhere_does_not_break_the_line(capfd: pytest.CaptureFixture[str]) -> None:
    assert said(capfd) == "agent We are open.\n"
