"""What happens when the caller says nothing: the question again, then "are you there?", then goodbye."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol


class Timer(Protocol):
    """What `call_later` returns."""

    def cancel(self) -> None: ...


CallLater = Callable[[float, Callable[[], None]], Timer]


@dataclass(frozen=True)
class SilenceSettings:
    """How long nobody may speak before each step."""

    steps_seconds: tuple[float, ...] = (7.0, 7.0, 7.0)
    # the question again; "are you there?"; goodbye. Empty: wait for ever


class Silence:
    """Counts the seconds in which neither side speaks or thinks."""

    def __init__(
        self, settings: SilenceSettings, on_step: Callable[[int], None], *, call_later: CallLater | None = None
    ) -> None:
        """`on_step` is given 0, 1, 2 ..; `call_later` is the clock (default: the running loop's)."""
        self._steps = settings.steps_seconds
        self._on_step = on_step
        self._call_later: CallLater = call_later or asyncio.get_running_loop().call_later
        self._step = 0
        self._timer: Timer | None = None
        self._is_quiet = False
        self._is_held = False

    def quiet(self) -> None:
        """Both sides are silent from now on."""
        self._is_quiet = True
        self._begin()

    def stop(self) -> None:
        """Somebody speaks or thinks."""
        self._is_quiet = False
        self._forget()

    def hold(self) -> None:
        """Silence does not count until `release`: nobody is meant to speak."""
        self._is_held = True
        self._forget()

    def release(self) -> None:
        """Silence counts, from now on."""
        self._is_held = False
        self._begin()

    def _begin(self) -> None:
        self._forget()
        if self._is_quiet and not self._is_held and self._step < len(self._steps):
            self._timer = self._call_later(self._steps[self._step], self._fire)

    def _forget(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def answered(self) -> None:
        """The caller said something: start over."""
        self._step = 0

    def _fire(self) -> None:
        self._timer = None
        self._step += 1
        self._on_step(self._step - 1)
