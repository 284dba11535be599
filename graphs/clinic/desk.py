"""The form on the desk during one turn: what tools and flows work on."""

from __future__ import annotations

import re
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from langchain_core.messages import AIMessage, AnyMessage, HumanMessage
from langchain_core.runnables import RunnableConfig

from graphs.clinic.language import Language, say_date, say_time
from graphs.clinic.phrases import wordings
from graphs.clinic.said import Said
from graphs.clinic.services import Services
from graphs.clinic.state import SPECIALIST_OF, Caller, ClinicState, DeskState, Pending, Wish, WishKind
from graphs.clinic.store import ClinicStore, Doctor
from graphs.turn import Turn, current_turn

INTERRUPTED = "interrupted"
# a Conversation marks so a message of which the caller heard only a part
SENTENCE_START = re.compile(r"(?:^|(?<=[.!?] ))[¿¡]?\w")
PATIENCE = 3
# failures in one slot before a person is offered
PATIENCE_IN_CALL = 7


@dataclass
class Desk:
    """A working copy of the state for one node's run; `changes()` is what the node writes back."""

    services: Services
    turn: Turn
    state: ClinicState
    data: DeskState
    language: Language
    specialist: str | None
    call_id: str = "turn"
    # of the tool call that is being run
    returning: bool = False
    # an interrupted wish is taken up again: shorter
    changed: dict[str, Any] = field(default_factory=dict)
    # further state to write: end_call, speech_rate

    @classmethod
    def open(cls, state: ClinicState, config: RunnableConfig, services: Services) -> Desk:
        """The desk of a state as a node sees it."""
        language: Language = "es" if state.get("language") == "es" else "en"
        data = deepcopy(state.get("desk") or DeskState())
        return cls(services, current_turn(config), state, data, language, state.get("specialist"))

    def changes(self) -> dict[str, Any]:
        """State update with all that was changed."""
        return {**self.changed, "desk": self.data, "specialist": self.specialist}

    @property
    def store(self) -> ClinicStore:
        return self.services.store

    @property
    def now(self) -> datetime:
        return self.services.clock().replace(tzinfo=None)

    @property
    def messages(self) -> list[AnyMessage]:
        return self.state.get("messages") or []

    @property
    def human_id(self) -> str:
        """Id of the caller's last message."""
        human = next((m for m in reversed(self.messages) if isinstance(m, HumanMessage)), None)
        return str(human.id) if human else ""

    @property
    def text(self) -> str:
        """The caller's last words."""
        human = next((m for m in reversed(self.messages) if isinstance(m, HumanMessage)), None)
        return human.text if human else ""

    @property
    def was_cut(self) -> bool:
        """The caller heard only a part of what was said last."""
        spoken = next((m for m in reversed(self.messages) if isinstance(m, AIMessage) and m.text), None)
        return bool(spoken and spoken.additional_kwargs.get(INTERRUPTED))

    @property
    def caller(self) -> Caller:
        return self.data.setdefault("caller", Caller())

    @property
    def wish(self) -> Wish | None:
        return self.data.get("wish")

    @property
    def slots(self) -> dict[str, Any]:
        """What is known of the open wish."""
        return self.wish["slots"] if self.wish else {}

    @property
    def options(self) -> list[dict[str, Any]]:
        """What was offered last for the open wish."""
        return self.wish.get("options", []) if self.wish else []

    @property
    def pending(self) -> Pending | None:
        return self.wish.get("pending") if self.wish else None

    async def effect(self, name: str) -> str:
        """Wait until the turn is accepted; the idempotency key of this write."""
        return await self.turn.effect(f"{self.call_id}:{name}")

    def phrase(self, key: str, **values: str) -> str:
        """A wording of the phrase, another one than last time."""
        return SENTENCE_START.sub(lambda found: found[0].upper(), self.part(key, **values))

    def part(self, key: str, **values: str) -> str:
        """The same for a piece of a sentence: its first letter stays as it is."""
        used = self.data.setdefault("wordings", {})
        choices = wordings(key, self.language)
        used[key] = (used.get(key, -1) + 1) % len(choices)
        return choices[used[key]].format(**values)

    def ask(self, slot: str, tell: str = "", **values: str) -> Said:
        """Ask for a slot, in other words after each failure; as at first when an interrupted wish goes on."""
        level = 0 if self.returning else min(self.failures(slot), PATIENCE - 1)
        keys = [f"ask.{slot}.{level}", f"ask.{slot}.1"] if level else []
        key = next((key for key in keys if wordings(key, self.language)), f"ask.{slot}")
        self.data["asked"] = slot
        return Said(tell, self.phrase(key, **values))

    def read_back(self, action: Any, key: str, tell: str = "", **values: str) -> Said:
        """Say what is about to be done and ask for a yes."""
        say = self.phrase(key, **values)
        if self.wish:
            self.wish["pending"] = Pending(action=action, after=self.human_id, say=say)
        self.data["asked"] = "confirm"
        return Said(tell, say)

    def put(self, **values: Any) -> None:
        """Write into the form; keys are those of DeskState."""
        self.data.update(DeskState(**values))  # type: ignore[typeddict-item]

    def failures(self, slot: str) -> int:
        return self.data.setdefault("failures", {}).get(slot, 0)

    def failed(self, slot: str) -> int:
        """Count a failure; how many in this slot now."""
        self.data["failures_in_call"] = self.data.get("failures_in_call", 0) + 1
        count = self.failures(slot) + 1
        self.data.setdefault("failures", {})[slot] = count
        return count

    def succeeded(self, *slots: str) -> None:
        """Forget the failures of these slots."""
        for slot in slots:
            self.data.setdefault("failures", {}).pop(slot, None)

    def begin(self, kind: WishKind, words: str = "") -> Wish:
        """Take up a wish of this kind: the open one if it is of it, else a new one; an open other one is parked."""
        wish = self.wish
        if wish and wish["kind"] != kind:
            self.park()
            wish = None
        if wish is None:
            wish = Wish(kind=kind, words=words or self.text, begun=True, slots={})
        wish["begun"] = True
        self.data["queue"] = [later for later in self.data.get("queue", []) if later["kind"] != kind]
        self.data["wish"] = wish
        self.specialist = SPECIALIST_OF[kind]
        return wish

    def park(self) -> None:
        """Lay the open wish aside, to go on with it later; one that was not taken up goes to the head of the queue.

        A question about the clinic is answered at once or not at all: nothing of it is left for later.
        """
        if not self.wish:
            return
        self.wish["pending"] = None
        if self.wish["begun"] and self.wish["kind"] != "info":
            self.data.setdefault("parked", []).append(self.wish)
        elif not self.wish["begun"]:
            self.data.setdefault("queue", []).insert(0, self.wish)
        self.data["wish"] = None

    def clear(self) -> None:
        """Forget all wishes and questions, not who the caller is."""
        self.put(wish=None, queue=[], parked=[], asked=None, choices=[], ask="", say="", failures={})

    def say_when(self, at: datetime) -> str:
        """A date and time as people say them."""
        return self.part("when", date=self.say_date(at.date()), time=say_time(at.time(), self.language))

    def say_date(self, day: date) -> str:
        return say_date(day, self.language)

    def say_birth(self, day: date) -> str:
        return say_date(day, self.language, with_year=True)

    def say_doctor(self, doctor: Doctor) -> str:
        return doctor_title(doctor, self.language)


def doctor_title(doctor: Doctor, language: Language, *, article: bool = False) -> str:
    """A doctor as one speaks of them: "Doctor Lee", "la doctora Lee" with the article."""
    if language == "en":
        return f"Doctor {doctor.surname}"
    title = "doctora" if doctor.gender == "female" else "doctor"
    the = ("la " if doctor.gender == "female" else "el ") if article else ""
    return f"{the}{title} {doctor.surname}"
