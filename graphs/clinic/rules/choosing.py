"""Answers to what was offered and to what was read back: a choice, a yes or no, something else instead."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from graphs.clinic.language import parse_amount, parse_due_date, parse_when
from graphs.clinic.language.past_days import says_past_day
from graphs.clinic.rules.call import Call, call
from graphs.clinic.rules.markers import (
    EARLIER,
    LATER,
    NO_THANKS,
    OTHER_DAY,
    OTHER_DOCTOR,
    OTHER_OFFER,
    OTHER_ONE,
    OTHER_TIME,
    REFUSED_DOCTOR,
    THE_TIME,
    fold,
)
from graphs.clinic.rules.situation import Situation
from graphs.clinic.rules.slots import (
    bare_choice,
    booking,
    day_spoken_of,
    doctor_of,
    identity,
    names_a_visit,
    option_of,
    other_specialty,
    refused_by_name,
    when_of,
)
from graphs.clinic.understanding import polarity


def option(sit: Situation) -> Call | None:
    """The answer to offered times: something else, one of them, or none."""
    return _something_else(sit) or _one_of_them(sit) or _none_of_them(sit)


def _something_else(sit: Situation) -> Call | None:
    folded, when, doctor = fold(sit.text), when_of(sit), doctor_of(sit)
    if other_specialty(sit):
        return call("find_slots", **booking(sit))
    if says_past_day(sit.text, sit.language) or (doctor and not _is_offered(doctor, sit)):
        return call("find_slots", when=when, doctor=doctor)
    if (REFUSED_DOCTOR.search(folded) or refused_by_name(sit)) and not doctor:
        return call("find_slots", when=when, change="doctor")
    named = when or (doctor and OTHER_OFFER.search(folded))
    if not named and any(wish.search(folded) for wish in (OTHER_OFFER, EARLIER, LATER)):
        return call("find_slots", change=change_of(folded))
    return None


def _is_offered(doctor: str, sit: Situation) -> bool:
    return any(doctor in fold(option.get("doctor", "")) for option in sit.options)


def _one_of_them(sit: Situation) -> Call | None:
    number = option_of(sit)
    if number:
        return call("choose_option", option=number)
    when, doctor = when_of(sit), doctor_of(sit)
    return call("find_slots", when=when, doctor=doctor) if when or doctor else None


def _none_of_them(sit: Situation) -> Call | None:
    folded, said = fold(sit.text), polarity(sit.text, sit.language)
    change = change_of(folded)
    if NO_THANKS.search(folded) and not change:
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


def what_to_change(sit: Situation) -> Call | None:
    """The answer to "What should I change?" after a no."""
    found = booking(sit)
    if found:
        return call("find_slots", **found)
    change = change_of(fold(sit.text))
    if change:
        return call("find_slots", change=change)
    return call("never_mind") if polarity(sit.text, sit.language) == "no" else None


def confirm(sit: Situation) -> Call | None:
    """The answer to a read-back: yes, no, or another value."""
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
    if not (names_a_visit(sit) or OTHER_ONE.search(fold(sit.text))) or polarity(sit.text, sit.language) == "yes":
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
