"""What an answer to the open question means, per question."""

from __future__ import annotations

from collections.abc import Callable

from graphs.clinic.language import Language, parse_phone
from graphs.clinic.language.since import since_when
from graphs.clinic.rules.after import corrects
from graphs.clinic.rules.begin import begin, payment
from graphs.clinic.rules.call import Call, call
from graphs.clinic.rules.choosing import confirm, option, what_to_change
from graphs.clinic.rules.markers import (
    ALL,
    ALL_FINE,
    ANY_TIME,
    NEW_TIME,
    NO_NUMBER,
    NURSE,
    VISIT,
    WANTS_VISIT,
    fold,
)
from graphs.clinic.rules.situation import Situation
from graphs.clinic.rules.slots import (
    booking,
    identity,
    names_a_visit,
    option_of,
    when_of,
)
from graphs.clinic.understanding import classify, has_change, polarity

BARE_TIME_WORDS = 5
# so many words with a time in them are the time and nothing else

MOST_NO_WORDS = 5
# so many words with a no in them are a no, whatever else is in them

SOONEST: dict[Language, str] = {"en": "as soon as possible", "es": "lo antes posible"}
# the wish of somebody who lets the clinic propose

Answer = Callable[[Situation], Call | None]


def answer_to(sit: Situation) -> Call | None:
    """The call that the answer leads to; None when it does not answer the open question."""
    reader = ANSWERS.get(sit.asked)
    return reader(sit) if reader else None


def _what_for(sit: Situation) -> Call | None:
    found = booking(sit)
    if "doctor" in found or "specialty" in found:
        return call("find_slots", **found)
    only_a_time = "when" in found and len(sit.text.split()) <= BARE_TIME_WORDS
    return call("find_slots", reason="" if only_a_time else sit.text, **found)


def _when(sit: Situation) -> Call | None:
    found = booking(sit)
    if not found and ANY_TIME.search(fold(sit.text)):
        return call("find_slots", when=SOONEST[sit.language])
    return call("find_slots", **found) if found else None


def _which(sit: Situation) -> Call | None:
    """One of the caller's own appointments; its place decides here, all else where their reasons are known."""
    number = option_of(sit)
    if number and not (sit.kind == "cancel" and ALL.search(fold(sit.text))):
        return call("choose_option", option=number)
    if sit.kind == "cancel" and ALL.search(fold(sit.text)):
        return call("cancel_appointment", all_of_them="yes")
    if sit.kind == "move" and NEW_TIME.search(fold(sit.text)) and when_of(sit):
        return call("find_slots", when=when_of(sit))
    return begin(sit.kind, sit) if names_a_visit(sit) else None


def _item(sit: Situation) -> Call | None:
    number = option_of(sit)
    if number:
        return call("choose_option", option=number)
    if polarity(sit.text, sit.language) == "no":
        return call("never_mind")
    return call("explain_item", item=fold(sit.text))


def _payment(sit: Situation) -> Call | None:
    if parse_phone(sit.text, sit.language):
        return None
    found = payment(sit)
    return found if found.arguments else None


def _callback_phone(sit: Situation) -> Call | None:
    if parse_phone(sit.text, sit.language):
        return call("request_person", phone=sit.text)
    refused = NO_NUMBER.search(fold(sit.text)) or polarity(sit.text, sit.language) == "no"
    return call("request_person", no_number="yes") if refused else identity(sit)


def _symptom(sit: Situation) -> Call | None:
    return begin("symptoms", sit)


def _since(sit: Situation) -> Call | None:
    if WANTS_VISIT.search(fold(sit.text)):
        since = since_when(sit.text, sit.language)
        return call("note_symptoms", since=since, wants="appointment", when="" if since else when_of(sit))
    return call("note_symptoms", since=sit.text)


def _danger(sit: Situation) -> Call | None:
    said = polarity(sit.text, sit.language)
    wants = "appointment" if WANTS_VISIT.search(fold(sit.text)) else ""
    if not (said or wants):
        return None
    return call("note_symptoms", danger_signs=said, wants=wants, when=when_of(sit) if wants else "")


def _next_step(sit: Situation) -> Call | None:
    folded = fold(sit.text)
    if NURSE.search(folded):
        return call("advise_next_step", step="nurse")
    said = polarity(sit.text, sit.language)
    if VISIT.search(folded) or said == "yes":
        return call("advise_next_step", step="appointment", when=when_of(sit))
    return call("never_mind") if said == "no" else None


def _topic(sit: Situation) -> Call | None:
    return call("answer", topic=sit.text)


def _second_topic(sit: Situation) -> Call | None:
    match polarity(sit.text, sit.language):
        case "yes":
            return call("answer", topic=sit.slots.get("topic"))
        case "no":
            return call("never_mind")
    return None


def _offer_person(sit: Situation) -> Call | None:
    match polarity(sit.text, sit.language):
        case "yes":
            return call("hand_over", reason=sit.slots.get("topic") or sit.text)
        case "no":
            return call("never_mind")
    return None


def _anything_else(sit: Situation) -> Call | None:
    match polarity(sit.text, sit.language):
        case "no":
            return None if _is_more_than_no(sit) else call("say_goodbye")
        case "yes":
            return call("say_goodbye" if ALL_FINE.search(fold(sit.text)) else "ask_what_else")
    return call("say_goodbye") if classify(sit.text, sit.language) == "goodbye" else None


def _is_more_than_no(sit: Situation) -> bool:
    """A no that takes something back or says much else does not end the call."""
    if classify(sit.text, sit.language) == "goodbye":
        return False
    return corrects(sit.text) or (has_change(sit.text, sit.language) and len(sit.text.split()) > MOST_NO_WORDS)


ANSWERS: dict[str, Answer] = {
    "what_for": _what_for,
    "when": _when,
    "new_when": _when,
    "option": option,
    "change": what_to_change,
    "confirm": confirm,
    "identity": identity,
    "new_identity": identity,
    "name": identity,
    "surname": identity,
    "birth_date": identity,
    "which_birth_date": identity,
    "phone": identity,
    "which": _which,
    "item": _item,
    "amount": _payment,
    "due": _payment,
    "callback_phone": _callback_phone,
    "symptom": _symptom,
    "since": _since,
    "danger": _danger,
    "next_step": _next_step,
    "topic": _topic,
    "offer_person": _offer_person,
    "second_topic": _second_topic,
}
LAST_ANSWERS: dict[str, Answer] = {"anything_else": _anything_else, "what_else": _anything_else, "help": _anything_else}
# read only when the words hold no wish
FREE = {"what_for", "symptom", "since", "topic", "item"}
# questions that anything answers: a clear other wish goes first
