"""What an answer to the open question means, per question."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal

from graphs.clinic.language import Language, parse_amount, parse_due_date, parse_phone, parse_when
from graphs.clinic.rules.begin import begin, payment
from graphs.clinic.rules.call import Call, call
from graphs.clinic.rules.markers import (
    ALL,
    ANY_TIME,
    EARLIER,
    LATER,
    NO_NUMBER,
    NO_THANKS,
    NURSE,
    OTHER_DAY,
    OTHER_DOCTOR,
    OTHER_OFFER,
    OTHER_TIME,
    REFUSED_DOCTOR,
    THE_TIME,
    VISIT,
    fold,
)
from graphs.clinic.rules.situation import Situation
from graphs.clinic.rules.slots import (
    bare_choice,
    booking,
    day_spoken_of,
    doctor_of,
    identity,
    option_of,
    other_specialty,
    when_of,
)
from graphs.clinic.understanding import classify, polarity

BARE_TIME_WORDS = 5
# so many words with a time in them are the time and nothing else

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


def _option(sit: Situation) -> Call | None:
    if other_specialty(sit):
        return call("find_slots", **booking(sit))
    folded = fold(sit.text)
    if REFUSED_DOCTOR.search(folded) and not doctor_of(sit):
        return call("find_slots", when=when_of(sit), change="doctor")
    if OTHER_OFFER.search(folded) and not (when_of(sit) or doctor_of(sit)):
        return call("find_slots", change=change_of(folded))
    if (EARLIER.search(fold(sit.text)) or LATER.search(fold(sit.text))) and not when_of(sit):
        return call("find_slots", change=change_of(fold(sit.text)))
    number = option_of(sit)
    if number:
        return call("choose_option", option=number)
    if when_of(sit) or doctor_of(sit):
        return call("find_slots", when=when_of(sit), doctor=doctor_of(sit))
    change = change_of(fold(sit.text))
    said = polarity(sit.text, sit.language)
    if NO_THANKS.search(fold(sit.text)) and not change:
        return call("never_mind")
    if said == "yes" and len(sit.options) == 1 and not change:
        return call("choose_option", option=1)
    return call("find_slots", change=change or "time") if change or said == "no" else None


def change_of(folded: str) -> str:
    """What does not suit of what was offered; "" when nothing was said against it."""
    if EARLIER.search(folded):
        return "earlier"
    if LATER.search(folded):
        return "time"
    if OTHER_DOCTOR.search(folded) or REFUSED_DOCTOR.search(folded):
        return "doctor"
    if OTHER_DAY.search(folded):
        return "day"
    return "time" if OTHER_TIME.search(folded) or THE_TIME.search(folded) else ""


def _what_to_change(sit: Situation) -> Call | None:
    found = booking(sit)
    if found:
        return call("find_slots", **found)
    change = change_of(fold(sit.text))
    if change:
        return call("find_slots", change=change)
    return call("never_mind") if polarity(sit.text, sit.language) == "no" else None


def _confirm(sit: Situation) -> Call | None:
    number = bare_choice(sit)
    if number and sit.options[number - 1].get("id") != sit.slots.get("slot_id"):
        return call("choose_option", option=number)
    change = None if number else _changed(sit)
    if change:
        return change
    said = "yes" if number else polarity(sit.text, sit.language)
    return call("confirm", answer=said) if said else None


def _changed(sit: Situation) -> Call | None:
    """Another value than what was read back: applied, and read back again."""
    pending = sit.wish.get("pending") if sit.wish else None
    match pending["action"] if pending else "":
        case "book" | "move":
            return _other_appointment(sit)
        case "promise":
            return _other_payment(sit)
        case "register":
            return identity(sit)
        case "cancel":
            return _other_to_cancel(sit)
        case _:
            return None


def _other_appointment(sit: Situation) -> Call | None:
    folded = fold(sit.text)
    if other_specialty(sit):
        return call("find_slots", **booking(sit))
    when = parse_when(sit.text, sit.language, sit.now, day_spoken_of(sit))
    chosen = datetime.fromisoformat(sit.slots["starts_at"])
    new_time = when is not None and not when.soonest and not when.matches(chosen)
    doctor = doctor_of(sit)
    same_doctor = doctor and doctor in fold(sit.slots.get("with_doctor", ""))
    if new_time or (doctor and not same_doctor):
        return call("find_slots", when=sit.text if new_time else "", doctor="" if same_doctor else doctor)
    return call("find_slots", change="doctor") if OTHER_DOCTOR.search(folded) else None


def _other_to_cancel(sit: Situation) -> Call | None:
    """ "no, the one on friday"; a yes with a day may only repeat what was read back."""
    named = when_of(sit) or doctor_of(sit)
    if not named or polarity(sit.text, sit.language) == "yes":
        return None
    return call("cancel_appointment", which=sit.text)


def _other_payment(sit: Situation) -> Call | None:
    amount = parse_amount(sit.text, sit.language)
    due = parse_due_date(sit.text, sit.language, sit.now.date())
    other_amount = amount is not None and amount != Decimal(sit.slots.get("amount", 0))
    other_due = due is not None and due.isoformat() != sit.slots.get("due")
    if not (other_amount or other_due):
        return None
    return call(
        "promise_payment", amount=str(amount) if other_amount else "", due=due.isoformat() if due and other_due else ""
    )


def _which(sit: Situation) -> Call | None:
    number = option_of(sit)
    if number and not (sit.kind == "cancel" and ALL.search(fold(sit.text))):
        return call("choose_option", option=number)
    if sit.kind == "cancel" and ALL.search(fold(sit.text)):
        return call("cancel_appointment", all_of_them="yes")
    return call("find_slots", when=when_of(sit)) if sit.kind == "move" and when_of(sit) else None


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
    return call("note_symptoms", since=sit.text)


def _danger(sit: Situation) -> Call | None:
    said = polarity(sit.text, sit.language)
    return call("note_symptoms", danger_signs=said) if said else None


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
            return call("say_goodbye")
        case "yes":
            return call("ask_what_else")
    return call("say_goodbye") if classify(sit.text, sit.language) == "goodbye" else None


ANSWERS: dict[str, Answer] = {
    "what_for": _what_for,
    "when": _when,
    "new_when": _when,
    "option": _option,
    "change": _what_to_change,
    "confirm": _confirm,
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
}
LAST_ANSWERS: dict[str, Answer] = {"anything_else": _anything_else, "what_else": _anything_else, "help": _anything_else}
# read only when the words hold no wish
FREE = {"what_for", "symptom", "since", "topic", "item"}
# questions that anything answers: a clear other wish goes first
