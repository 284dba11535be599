"""The situation at the desk, read with types."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from graphs.clinic.language import Language
from graphs.clinic.state import Caller, Wish


@dataclass(frozen=True)
class Situation:
    """What the specialist's node told about the desk, and the caller's words."""

    data: dict[str, Any]
    said: str
    # the caller's last message

    @property
    def text(self) -> str:
        """What this turn is about; usually the caller's last words."""
        return str(self.data.get("words") or self.said)

    def about(self, words: str) -> Situation:
        """The same with other words to go by."""
        return Situation({**self.data, "words": words}, self.said)

    @property
    def language(self) -> Language:
        return "es" if self.data.get("language") == "es" else "en"

    @property
    def now(self) -> datetime:
        return datetime.fromisoformat(self.data["now"])

    @property
    def specialist(self) -> str:
        return self.data.get("specialist") or ""

    @property
    def caller(self) -> Caller:
        return self.data.get("caller") or Caller()

    @property
    def wish(self) -> Wish | None:
        return self.data.get("wish")

    @property
    def kind(self) -> str:
        """Kind of the open wish, "" when there is none."""
        return self.wish["kind"] if self.wish else ""

    @property
    def slots(self) -> dict[str, Any]:
        return self.wish["slots"] if self.wish else {}

    @property
    def asked(self) -> str:
        return self.data.get("asked") or ""

    @property
    def options(self) -> list[dict[str, Any]]:
        """What was offered last."""
        return (self.wish.get("options") or []) if self.wish else []

    @property
    def open_kinds(self) -> set[str]:
        """Kinds of all wishes that are under way or to come."""
        return {self.kind, *self.data.get("queue", []), *self.data.get("parked", [])} - {""}

    @property
    def doctors(self) -> list[str]:
        """Surnames of the clinic's doctors, folded."""
        return self.data.get("doctors") or []

    @property
    def fresh(self) -> bool:
        """The specialist has just taken over: the wish counts, not the words."""
        return bool(self.data.get("fresh"))
