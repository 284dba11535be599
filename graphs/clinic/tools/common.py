"""What every specialist can do."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from pydantic import Field

from graphs.clinic.desk import Desk
from graphs.clinic.flows import advance, drop, missed, resume, to_person
from graphs.clinic.flows.identity import NotIdentified, identify
from graphs.clinic.flows.perform import decline, perform
from graphs.clinic.language import no_such_day, parse_when
from graphs.clinic.said import Said
from graphs.clinic.state import SPECIALIST_OF, SPECIALISTS, SpecialistName, Wish, WishKind
from graphs.clinic.tools.correcting import CORRECTING_TOOLS
from graphs.clinic.tools.reading import read_births, read_name, read_phone
from graphs.clinic.tools.tool import Arguments, Tool
from graphs.clinic.understanding import polarity
from graphs.clinic.wishes import new_wish, wish_for, wish_kinds, wish_words


class VerifyIdentity(Arguments):
    """Note who is calling. Give every part that the caller has said, in one call; what is missing will be asked.
    Needed before anything private: appointments on file, bills, a booking."""

    full_name: str = Field("", description="Given name and surname, spelled letters joined")
    birth_date: str = Field("", description="In the caller's words, or as YYYY-MM-DD")
    phone: str = Field("", description="Telephone number; only new patients need one")
    new_patient: str = Field("", description="yes, when the caller says that they were never here before")


async def verify_identity(desk: Desk, given: VerifyIdentity) -> Said:
    births = _births(given.birth_date, desk) if given.birth_date else []
    name = read_name(given.full_name, desk) if given.full_name else None
    phone = read_phone(given.phone, desk) if given.phone else None
    is_new = given.new_patient.casefold() in {"yes", "true", "sí", "si"}
    if given.birth_date and not births and no_such_day(given.birth_date, desk.language):
        return (await advance(desk)).after(desk.phrase("no_such_day"))
    if not (births or name or phone or is_new):
        return await missed(desk)
    _note(desk, name, births, phone, is_new)
    if desk.wish:
        return await advance(desk)
    try:
        return await identify(desk) or desk.ask("anything_else", desk.phrase("identity.thanks"))
    except NotIdentified:
        return await to_person(desk, "identity.failed")


def _births(words: str, desk: Desk) -> list[str]:
    """The birth date, also in two pieces: "March third", then "nineteen eighty"."""
    before = desk.data.get("given_birth", "")
    births = read_births(words, desk) or (read_births(f"{before} {words}", desk) if before else [])
    desk.put(given_birth="" if births else words)
    return births


def _note(desk: Desk, name: str | None, births: list[str], phone: str | None, is_new: bool) -> None:
    caller = desk.caller
    if name and births and caller.get("patient_id"):
        caller.pop("patient_id")
        caller["greeted"] = False
        desk.put(done=None)
    if caller.get("patient_id"):
        name, births = None, []
    if name:
        caller["name"] = _with_given_name(desk, name)
        desk.succeeded("name", "surname")
    if births:
        caller["birth_dates"] = births
        desk.succeeded("birth_date", "which_birth_date")
    if phone:
        caller["phone"] = phone
        desk.succeeded("phone", "callback_phone")
    if is_new:
        caller["is_new"] = True


def _with_given_name(desk: Desk, name: str) -> str:
    """A surname spelled alone completes the name that was said before."""
    known = desk.data.get("given_name") or desk.caller.get("name", "")
    if known.casefold() == name.casefold():
        return name
    if " " in name or not known or desk.data.get("asked") not in {"surname", "name"}:
        return name
    return f"{known.split()[0]} {name}"


class Confirm(Arguments):
    """The caller's answer to a read-back. Only after the caller has answered it; what was read back is done at once."""

    answer: Literal["yes", "no"] = Field("yes", description="yes or no, as the caller said")


async def confirm(desk: Desk, given: Confirm) -> Said:
    pending = desk.pending
    if not pending:
        return (await advance(desk)).after("")
    if pending["after"] == desk.human_id:
        return Said(ask=pending["say"], facts={"refused": "the caller has not answered yet: ask, then wait"})
    if given.answer == "no":
        return await decline(desk, pending)
    if polarity(desk.text, desk.language) != "yes":
        return Said(ask=pending["say"], facts={"refused": "the caller did not say yes"})
    if _names_another_time(desk):
        return Said(ask=pending["say"], facts={"refused": "the caller named another time: find slots for it"})
    if desk.was_cut:
        pending["after"] = desk.human_id
        return Said(ask=pending["say"], facts={"refused": "the caller has not heard it whole: ask again"})
    return await perform(desk, pending)


def _names_another_time(desk: Desk) -> bool:
    """A yes that also says another day or hour than the one that was read back is none."""
    if not desk.slots.get("starts_at"):
        return False
    when = parse_when(desk.text, desk.language, desk.now)
    return bool(when and not when.soonest and not when.matches(datetime.fromisoformat(desk.slots["starts_at"])))


class NeverMind(Arguments):
    """The caller does not want the open request any more."""


async def never_mind(desk: Desk, given: NeverMind) -> Said:
    return await drop(desk)


class GoBack(Arguments):
    """The caller leaves what was begun last and wants to go on with what it interrupted, or with the open request."""

    request: str = Field("", description="What they go back to, in the caller's words")


async def go_back(desk: Desk, given: GoBack) -> Said:
    return await resume.go_back(desk, given.request or desk.text)


class NotUnderstood(Arguments):
    """What the caller said makes no sense here; asks again in other words."""


async def not_understood(desk: Desk, given: NotUnderstood) -> Said:
    return await missed(desk)


class ExplainQuestion(Arguments):
    """The caller wants to know why they are asked who they are."""


async def explain_question(desk: Desk, given: ExplainQuestion) -> Said:
    return (await advance(desk)).after(desk.phrase("identity.why"))


class AskWhatElse(Arguments):
    """The caller wants something more but has not said what."""


async def ask_what_else(desk: Desk, given: AskWhatElse) -> Said:
    return desk.ask("what_else")


class SayGoodbye(Arguments):
    """The caller is done: say goodbye and end the call."""


async def say_goodbye(desk: Desk, given: SayGoodbye) -> Said:
    key = "goodbye.undone" if desk.pending else "goodbye"
    desk.clear()
    desk.changed["end_call"] = True
    return Said(desk.phrase(key))


class HandOver(Arguments):
    """Give the caller to a person of the clinic, who calls back. At once when the caller asks for one."""

    reason: str = Field("", description="What it is about, in the caller's words")


async def hand_over(desk: Desk, given: HandOver) -> Said:
    is_question = bool(desk.wish and desk.wish["kind"] == "info")
    return await to_person(desk, "person.announced", keep_parked=is_question)


class AlsoWants(Arguments):
    """The caller has a further wish that another step has to wait for; it is done next."""

    request: str = Field("", description="The further wish, in the caller's words")


async def also_wants(desk: Desk, given: AlsoWants) -> Said:
    open_kinds = {wish["kind"] for wish in (desk.wish, *desk.data.get("queue", [])) if wish}
    kinds = [kind for kind in wish_kinds(given.request, desk.language) if kind not in open_kinds]
    desk.data.setdefault("queue", []).extend(_wish(kind, given.request, desk) for kind in kinds)
    return Said(desk.phrase("queued") if kinds else "")


def _wish(kind: WishKind, words: str, desk: Desk) -> Wish:
    return new_wish(kind, wish_words(kind, words, desk.language))


class Handoff(Arguments):
    """Pass the caller to the specialist for this, who answers in the same turn."""

    request: str = Field("", description="What the caller wants, in their own words")
    kind: str = Field("", description="What to do there, such as book, move, cancel, balance; empty when unsure")


def handoff_to(target: SpecialistName, when_to_use: str) -> Tool:
    """The tool that passes control to a specialist."""

    async def hand_off(desk: Desk, given: Handoff) -> Said:
        words = given.request or desk.text
        wish = wish_for(target, words, desk.language, given.kind)
        said = wish_kinds(words, desk.language)
        others = [kind for kind in said if SPECIALIST_OF[kind] != target] if len(said) > 1 or not given.kind else []
        known = {w["kind"] for w in (desk.wish, *desk.data.get("queue", []), *desk.data.get("parked", [])) if w}
        desk.park()
        desk.data.setdefault("queue", []).extend(_wish(kind, words, desk) for kind in others if kind not in known)
        desk.put(wish=wish, fresh=True, asked=None)
        desk.specialist = target
        return Said()

    described = type("Handoff", (Handoff,), {"__doc__": f"{Handoff.__doc__} {when_to_use}"})
    return Tool(f"handoff_to_{target}", described, hand_off)


WHEN_TO_USE: dict[SpecialistName, str] = {
    "triage": "Triage: symptoms, feeling ill, pain, which doctor to see for it.",
    "scheduling": "Scheduling: book, move, cancel or tell appointments.",
    "billing": "Billing: what is owed, what a charge is for, promising a payment.",
    "information": "Information: hours, address, parking, insurance, how to prepare for a visit.",
    "person": "A person: complaints, medical advice, results, everything that nobody else does.",
}

VERIFY_IDENTITY = Tool("verify_identity", VerifyIdentity, verify_identity)
CONFIRM = Tool("confirm", Confirm, confirm)
EVERYWHERE = (
    Tool("never_mind", NeverMind, never_mind),
    Tool("go_back", GoBack, go_back),
    Tool("not_understood", NotUnderstood, not_understood),
    Tool("explain_question", ExplainQuestion, explain_question),
    Tool("ask_what_else", AskWhatElse, ask_what_else),
    Tool("also_wants", AlsoWants, also_wants),
    Tool("say_goodbye", SayGoodbye, say_goodbye),
    Tool("hand_over", HandOver, hand_over),
    *CORRECTING_TOOLS,
)


def common_tools(specialist: SpecialistName) -> tuple[Tool, ...]:
    """What this specialist shares with the others: everywhere's tools and handoffs to the others."""
    handoffs = tuple(handoff_to(name, WHEN_TO_USE[name]) for name in SPECIALISTS if name != specialist)
    return (*EVERYWHERE, *handoffs)
