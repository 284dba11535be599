"""A line of the terminal that is written bit by bit; log lines that come meanwhile get a line of their own."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from rich.console import Console

from app.logs import before_each_line


class OpenLine:
    """Writes to the console without ending the line, until `end`."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self.is_open = False
        # whether anything stands in it; what the caller types ends it too

    def write(self, text: str, **how: Any) -> None:
        """Go on in the line."""
        self.is_open = True
        self._console.print(text, end="", **how)

    def end(self) -> None:
        """End the line, if anything stands in it."""
        if self.is_open:
            self.is_open = False
            self._console.print()


@contextmanager
def open_line(console: Console) -> Iterator[OpenLine]:
    """A line that log lines do not fall into where they go to the same terminal or file."""
    line = OpenLine(console)
    with before_each_line(line.end if _logs_go_there_too() else lambda: None):
        yield line


def _logs_go_there_too() -> bool:
    try:
        return os.path.sameopenfile(sys.stdout.fileno(), sys.stderr.fileno())
    except (OSError, ValueError):
        return False
