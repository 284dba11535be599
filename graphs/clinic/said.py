"""What a tool wants to be told to the caller."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from typing import Any


@dataclass(frozen=True, slots=True)
class Said:
    """Words for the caller, fit to be spoken, and facts for the model."""

    tell: str = ""
    # a statement that has to be told now
    ask: str = ""
    # the one question that follows
    facts: dict[str, Any] = field(default_factory=dict)
    # what a chat model may want to know; never ids

    @property
    def text(self) -> str:
        """Statement and question as one utterance."""
        return join(self.tell, self.ask)

    def after(self, tell: str) -> Said:
        """The same with a statement before it."""
        return replace(self, tell=join(tell, self.tell))

    def as_content(self) -> str:
        """JSON form, as it stands in a tool message."""
        known = {"tell": self.tell, "ask": self.ask, "facts": self.facts}
        return json.dumps({key: value for key, value in known.items() if value}, ensure_ascii=False)

    @classmethod
    def from_content(cls, content: str) -> Said:
        """Back from `as_content`; anything else is read as having nothing to say."""
        try:
            known = json.loads(content)
        except ValueError:
            return cls()
        return cls(**known) if isinstance(known, dict) and known.keys() <= {"tell", "ask", "facts"} else cls()


def join(*parts: str) -> str:
    """Utterances one after the other."""
    return " ".join(part.strip() for part in parts if part.strip())
