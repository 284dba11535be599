"""What an embedded engine that speaks is to the rest."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import Protocol

import numpy as np
from numpy.typing import NDArray


class Voice(Protocol):
    """An engine that speaks; one per process, used from threads."""

    name: str
    sample_rate: int

    def speak(
        self, text: str, *, language: str | None, rate: float, stop: threading.Event
    ) -> Iterator[NDArray[np.int16]]:
        """Samples of `text`, mono, piece by piece; ends early once `stop` is set. `rate` 1.0 is the voice's own."""
        ...
