"""Where the time of a turn goes, from the caller's last sound to the agent's first."""

from __future__ import annotations

from dataclasses import asdict, dataclass


@dataclass(frozen=True, slots=True)
class TurnLatency:
    """Seconds on the critical path; None where it was not measured."""

    end_of_turn: float | None = None
    # last sound -> the turn is decided to be over
    stt: float | None = None
    # last sound -> the words are final; runs within end_of_turn
    graph: float | None = None
    # turn over -> first words of the reply; 0 when they were ready before
    tts: float | None = None
    # later of turn over and first words -> first sound of the agent
    total: float | None = None
    # last sound of the caller -> first sound of the agent

    def as_dict(self) -> dict[str, float]:
        """The measured stages, rounded to 0.1 ms."""
        return {stage: round(seconds, 4) for stage, seconds in asdict(self).items() if seconds is not None}


@dataclass(slots=True)
class TurnMarks:
    """Moments of one turn, in seconds of one monotonic clock."""

    last_sound: float | None = None
    final: float | None = None
    committed: float | None = None
    first_words: float | None = None
    first_sound: float | None = None

    def latency(self) -> TurnLatency:
        """The stages between the marks that were set."""
        ready = max((mark for mark in (self.committed, self.first_words) if mark is not None), default=None)
        return TurnLatency(
            end_of_turn=_between(self.last_sound, self.committed),
            stt=_between(self.last_sound, self.final),
            graph=_between(self.committed, self.first_words),
            tts=_between(ready, self.first_sound),
            total=_between(self.last_sound, self.first_sound),
        )


def _between(begin: float | None, end: float | None) -> float | None:
    return None if begin is None or end is None else max(0.0, end - begin)
