"""The first node of every turn: no model. Language, red flags, wishes that hold in any state, then who is active."""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Literal

from langchain_core.messages import AIMessage
from langchain_core.runnables import RunnableConfig
from langgraph.types import Command

from graphs.clinic.desk import Desk
from graphs.clinic.emergency import is_over, numbers
from graphs.clinic.flows import advance
from graphs.clinic.language import detect_language, fold, parse_choice, without_introduction
from graphs.clinic.said import Said, join
from graphs.clinic.services import Services
from graphs.clinic.state import Alarm, ClinicState
from graphs.clinic.understanding import (
    asks_if_human,
    beside_red_flag,
    for_another,
    is_angry,
    is_past,
    polarity,
    red_flag,
    still_emergency,
    universal,
)
from graphs.clinic.wishes import new_wish, wish_kinds
from graphs.errors import StoreUnavailable

Target = Literal["router", "triage", "scheduling", "billing", "information", "person", "emergency", "act", "__end__"]
DEMAND = re.compile(r"\b(?:give me|i want|i need|let me|get me|put me|quiero|deme|necesito|p[aá]seme)\b", re.IGNORECASE)
# a question whether this is a person, with the demand for one
OPEN_QUESTIONS = {"what_for", "symptom", "since"}
# what was long ago may be the answer to these
REPEAT = re.compile(r"\b(?:repeat|say (?:that|it|this) again|rep[ií]t\w*|otra vez|de nuevo)\b", re.IGNORECASE)
# plainly asks to hear it again, whatever else sounds like a yes
SLOW = 0.8
# speech rate after "slower"


@dataclass(frozen=True)
class Listen:
    """Hears the caller; answers itself what needs no model, else sends the turn on."""

    services: Services

    async def __call__(
        self, state: ClinicState, config: RunnableConfig
    ) -> Command[
        Literal["router", "triage", "scheduling", "billing", "information", "person", "emergency", "act", "__end__"]
    ]:
        desk = Desk.open(state, config, self.services)
        if desk.turn.opening:
            return await _open_call(desk)
        _begin_turn(desk)
        told = await _alarm(desk) or await _universal(desk)
        if not told:
            await _know_doctors(desk)
        return told or _pass_on(desk)


def _begin_turn(desk: Desk) -> None:
    chosen = desk.state.get("language") or (desk.turn.language or "")[:2] or None
    current = chosen if chosen in ("en", "es") else None
    desk.language = detect_language(desk.text, current)  # type: ignore[arg-type]
    desk.changed.update(language=desk.language, end_call=False)
    if for_another(desk.text):
        desk.caller["speaks_for"] = True
    greeted = any(isinstance(message, AIMessage) for message in desk.messages)
    preface = "" if greeted else desk.phrase("disclosure")
    desk.put(rounds=0, words=desk.text, fresh=False, preface=preface)


async def _know_doctors(desk: Desk) -> None:
    """Their names, once per session: callers leave "doctor" out."""
    if "doctors" not in desk.data:
        with suppress(StoreUnavailable):
            desk.data["doctors"] = [fold(doctor.surname) for doctor in await desk.store.doctors()]


async def _open_call(desk: Desk) -> Command[Target]:
    if desk.state.get("language") not in ("en", "es"):
        desk.language = "es" if (desk.turn.language or "").startswith("es") else "en"
    desk.changed.update(language=desk.language, end_call=False)
    desk.put(rounds=0, fresh=False, preface="")
    if desk.data.get("alarm"):
        return Command(update=desk.changes(), goto="emergency")
    clinic = (await desk.store.clinic()).name
    if not desk.messages:
        return _say(desk, desk.phrase("greeting", clinic=clinic))
    return _say(desk, join(desk.phrase("resumed", clinic=clinic), await _where_we_were(desk)))


async def _where_we_were(desk: Desk) -> str:
    """The open question of a resumed session; a read-back is asked whole again."""
    if not desk.wish:
        return desk.phrase("ask.help")
    if not desk.wish["begun"]:
        return desk.data.get("ask") or desk.phrase("ask.help")
    said = await advance(desk)
    desk.data["ask"] = said.ask
    return join(desk.phrase(f"back_to.{desk.wish['kind']}"), said.text) if desk.wish else said.text


async def _alarm(desk: Desk) -> Command[Target] | None:
    """Red flags win in any state; an emergency stays until the caller says that it is over."""
    if desk.data.get("alarm"):
        return await _while_locked(desk)
    flag = red_flag(desk.text)
    if flag.level == "check":  # a date of birth may sound like one
        flag = red_flag(without_introduction(desk.text, desk.language))
    if flag.level == "emergency":
        return _raise(desk, flag.kind or "danger", desk.text)
    asked = desk.data.get("check")
    if asked:
        return await _checked(desk, asked)
    if flag.level == "check" and flag.kind not in desk.data.get("cleared", []):
        desk.data["check"] = Alarm(kind=flag.kind or "danger", words=desk.text, times=0)
        return _say(desk, desk.phrase("check"))
    return None


async def _while_locked(desk: Desk) -> Command[Target]:
    if not is_over(desk.text):
        return Command(update=desk.changes(), goto="emergency")
    desk.data["alarm"] = None
    tell = desk.phrase("emergency.over", **numbers(desk))
    said = await advance(desk) if desk.wish and desk.wish["begun"] else desk.ask("anything_else")
    desk.data["ask"] = said.ask
    return _say(desk, join(tell, said.text))


def _raise(desk: Desk, kind: str, words: str) -> Command[Target]:
    desk.put(alarm=Alarm(kind=kind, words=words, times=0), check=None)
    return Command(update=desk.changes(), goto="emergency")


async def _checked(desk: Desk, asked: Alarm) -> Command[Target]:
    """The answer to "Is this happening now?"; after a clear no the turn goes on with what else was said."""
    if still_emergency(desk.text) is not False:
        return _raise(desk, asked["kind"], f"{asked['words']} / {desk.text}")
    desk.put(check=None, preface=desk.phrase("not_now"))
    desk.data.setdefault("cleared", []).append(asked["kind"])
    words = _wish_beside(desk, asked["words"])
    if words:
        desk.data["words"] = words
        return _pass_on(desk)
    said = await advance(desk) if desk.wish and desk.wish["begun"] else Said(ask=desk.phrase("ask.help"))
    desk.data["ask"] = said.ask
    return _say(desk, said.text)


def _wish_beside(desk: Desk, first: str) -> str:
    """What the caller wants beside telling of something past: in the words that were asked about, else in the answer.

    "" when they only told of it; all of it when that may be what they call for.
    """
    for said in (beside_red_flag(first), beside_red_flag(desk.text)):
        if wish_kinds(said, desk.language, firm=bool(desk.wish)):
            return said
    return first if desk.data.get("asked") in OPEN_QUESTIONS or not is_past(first) else ""


async def _universal(desk: Desk) -> Command[Target] | None:
    """Wishes that hold in any state."""
    if asks_if_human(desk.text, desk.language) and not DEMAND.search(desk.text):
        return _say(desk, join(desk.phrase("automated"), desk.data.get("ask", "")))
    match universal(desk.text, desk.language):
        case "repeat" if REPEAT.search(desk.text) or polarity(desk.text, desk.language) is None:
            return _say(desk, _last_words(desk))
        case "slower":
            desk.changed["speech_rate"] = SLOW
            return _say(desk, join(desk.phrase("slower"), _last_words(desk)))
        case "hold_on" if not _chooses(desk):
            return _say(desk, desk.phrase("hold_on"))
        case "start_over":
            desk.clear()
            desk.specialist = None
            desk.data["ask"] = desk.phrase("ask.afresh")
            return _say(desk, join(desk.phrase("start_over"), desk.data["ask"]))
        case "goodbye":
            return _goodbye(desk)
        case "person":
            return _to_person(desk)
    if is_angry(desk.text, desk.language):
        desk.data["preface"] = desk.phrase("sorry")
    return None


def _chooses(desk: Desk) -> bool:
    """ "Let me see, the first one" takes an option and is no pause."""
    return len(desk.options) > 1 and parse_choice(desk.text, desk.language, len(desk.options)) is not None


def _last_words(desk: Desk) -> str:
    """What was said last; whole, when the caller had cut it off."""
    if desk.was_cut and desk.data.get("say"):
        return desk.data["say"]
    spoken = next((m.text for m in reversed(desk.messages) if isinstance(m, AIMessage) and m.text), "")
    return spoken or desk.phrase("nothing_to_repeat")


def _goodbye(desk: Desk) -> Command[Target]:
    if desk.wish and desk.wish["kind"] == "person" and desk.wish["begun"]:
        calls = [_call(desk, "request_person", no_number="yes"), _call(desk, "say_goodbye")]
        return _run(desk, calls)
    key = "goodbye.undone" if desk.pending else "goodbye"
    desk.clear()
    desk.changed["end_call"] = True
    return _say(desk, desk.phrase(key))


def _to_person(desk: Desk) -> Command[Target]:
    """A demand for a person is granted in this turn, whatever a model would think of it."""
    wish = desk.wish
    reason = wish["words"] if wish else desk.text
    about = wish["kind"] if wish else ""
    desk.put(parked=[], queue=[], asked=None)
    desk.data["wish"] = new_wish("person", reason) | {"slots": {"reason": reason, "about": about}}
    desk.specialist = "person"
    return _run(desk, [_call(desk, "request_person", reason=reason)])


def _pass_on(desk: Desk) -> Command[Target]:
    """Straight to the active specialist; a session without one goes through the router."""
    goto: Any = desk.specialist or "router"
    return Command(update=desk.changes(), goto=goto)


def _call(desk: Desk, name: str, **arguments: str) -> dict[str, Any]:
    return {"name": name, "args": arguments, "id": f"{desk.human_id}-{name}", "type": "tool_call"}


def _run(desk: Desk, calls: list[dict[str, Any]]) -> Command[Target]:
    return Command(update={**desk.changes(), "messages": [AIMessage("", tool_calls=calls)]}, goto="act")


def _say(desk: Desk, text: str) -> Command[Target]:
    spoken = join(desk.data.get("preface", ""), text)
    desk.data["preface"] = ""
    return Command(update={**desk.changes(), "messages": [AIMessage(spoken)]}, goto="__end__")
