"""What the graph remembers between turns. Plain JSON types only: dates and times are ISO strings."""

from __future__ import annotations

from typing import Annotated, Any, Literal, NotRequired, TypedDict

from langchain_core.messages import AnyMessage
from langgraph.graph.message import add_messages

SpecialistName = Literal["triage", "scheduling", "billing", "information", "person"]
SPECIALISTS: tuple[SpecialistName, ...] = ("triage", "scheduling", "billing", "information", "person")

WishKind = Literal["book", "move", "cancel", "list", "balance", "explain", "promise", "symptoms", "info", "person"]

SPECIALIST_OF: dict[WishKind, SpecialistName] = {
    "book": "scheduling",
    "move": "scheduling",
    "cancel": "scheduling",
    "list": "scheduling",
    "balance": "billing",
    "explain": "billing",
    "promise": "billing",
    "symptoms": "triage",
    "info": "information",
    "person": "person",
}


class Pending(TypedDict):
    """An effect that was read back and waits for the caller's yes."""

    action: Literal["book", "move", "cancel", "promise", "register"]
    after: str
    # id of the caller's message that was current when it was read back: a yes counts only in a later one
    say: str
    # the read-back, whole


class Wish(TypedDict):
    """One thing that the caller wants, with what is known of it so far."""

    kind: WishKind
    words: str
    # how the caller put it
    begun: bool
    # a tool has taken it up
    slots: dict[str, Any]
    options: NotRequired[list[dict[str, Any]]]
    # what was offered last: {"id", "starts_at", "doctor_id", "label", ...}
    pending: NotRequired[Pending | None]


class Caller(TypedDict, total=False):
    """Who is speaking, as far as it is known. `patient_id` is there only after name and birth date matched."""

    name: str
    birth_dates: list[str]
    # ISO; two when the order of day and month is open
    order_asked: list[str]
    # ids of the caller's messages after which the order was asked for
    phone: str
    # E.164
    is_new: bool
    patient_id: str
    greeted: bool
    # name and birth date were echoed to the caller
    speaks_for: bool
    # it was said that the patient is somebody else: "for my daughter"
    one_word: bool
    # only a part of the name was given, and the rest was asked for
    stepwise: bool
    # asked in parts after two failures
    barred: bool
    # identification has failed for good: in this session only a person helps with what is private


class Asked(TypedDict):
    """A callback that was registered."""

    about: str
    # kind of the wish that it is about, "" for a bare demand
    reach: str
    # telephone number, else the patient's id; "" when nobody knows where to call


class Done(TypedDict):
    """The last thing that was booked, moved, cancelled or promised: a caller may correct it or ask for it again."""

    action: Literal["book", "move", "cancel", "promise"]
    said: str
    # how it is told
    slots: dict[str, Any]
    # of a visit: appointment_id, starts_at, doctor_id, specialty, reason; old_starts_at when it was moved; `visits`,
    # several of these, when they were cancelled. Of a promise: amount and due


class Alarm(TypedDict):
    """An emergency that the caller has not yet said to be over."""

    kind: str
    words: str
    times: int
    # how often the number was told


class DeskState(TypedDict, total=False):
    """The form on the desk; owned by code, never by a model."""

    caller: Caller
    wish: Wish | None
    queue: list[Wish]
    # wishes to come, first to last
    parked: list[Wish]
    # interrupted by another one; the last is taken up first
    given_name: str
    # what a surname that is spelled alone completes
    given_birth: str
    # a part of a birth date, which the next answer completes
    asked: str | None
    # the slot that the open question is about
    choices: list[str]
    # wish kinds of an either/or question
    say: str
    # all that was said in the last turn that asked something
    ask: str
    # the open question in words
    words: str
    # what the caller wants in this turn; usually the last message
    fresh: bool
    # the active specialist has just taken over and has to act on the wish, not on the words
    preface: str
    # a clause that goes before whatever is said next
    failures: dict[str, int]
    # per slot, since its last success
    failures_in_call: int
    wordings: dict[str, int]
    # phrase -> index of the wording that was used last
    rounds: int
    # model calls in this turn
    alarm: Alarm | None
    check: Alarm | None
    # a possible red flag: "Is this happening now?" is open
    cleared: list[str]
    # kinds of red flag that the caller said are not happening now
    done: Done | None
    doctors: list[str]
    # surnames of the clinic's doctors as they are matched with a caller's words
    callbacks: list[Asked]
    # callbacks that the clinic was asked for in this session, none of them urgent


class ClinicState(TypedDict, total=False):
    """State of the clinic graph."""

    messages: Annotated[list[AnyMessage], add_messages]
    specialist: str | None
    # who is active: a turn goes straight there
    language: str | None
    # "en" | "es"
    speech_rate: float
    # 1.0 is normal, 0.8 after "slower"
    end_call: bool
    # the caller has said goodbye: hang up after the farewell
    desk: DeskState
