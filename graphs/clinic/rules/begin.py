"""The first tool call for a wish."""

from __future__ import annotations

from graphs.clinic.language import no_such_day, parse_amount, parse_due_date, parse_phone
from graphs.clinic.language.since import since_when
from graphs.clinic.rules.call import Call, call
from graphs.clinic.rules.markers import ALL, DOSE, HALF, PLACE, THE_REST, WANTS_VISIT, fold
from graphs.clinic.rules.situation import Situation
from graphs.clinic.rules.slots import booking, from_to, when_of


def begin(kind: str, sit: Situation) -> Call:
    """Take a wish of this kind up, with all that the words give."""
    match kind:
        case "book":
            return call("find_slots", **booking(sit)) if booking(sit) else Call("find_slots")
        case "move":
            which, to = from_to(sit)
            if sit.kind == "cancel" and not to:
                which, to = "", which
            return call("move_appointment", which=which, to=to)
        case "cancel":
            which, to = from_to(sit)
            named = f"{which} {to}".strip() or (sit.text if PLACE.search(fold(sit.text)) else "")
            return call("cancel_appointment", which=named, all_of_them=_yes(ALL.search(fold(sit.text))))
        case "list":
            return call("my_appointments")
        case "balance":
            return call("tell_balance")
        case "explain":
            return call("explain_item", item=fold(sit.text))
        case "promise":
            return payment(sit)
        case "symptoms":
            return _symptoms(sit)
        case "info":
            return call("answer", topic=sit.text)
        case _:
            return call("request_person", reason=sit.text, phone=_phone(sit))


def payment(sit: Situation) -> Call:
    """How much and by when, as far as the words give it."""
    folded = fold(sit.text)
    amount = parse_amount(sit.text, sit.language)
    share = "half" if HALF.search(folded) else "all" if ALL.search(folded) or THE_REST.search(folded) else ""
    due = parse_due_date(sit.text, sit.language, sit.now.date())
    by = due.isoformat() if due else sit.text if no_such_day(sit.text, sit.language) else ""
    return call("promise_payment", amount=share or (str(amount) if amount else ""), due=by)


def _symptoms(sit: Situation) -> Call:
    if DOSE.search(fold(sit.text)):
        return call("advise_next_step", step="nurse")
    wants = "appointment" if WANTS_VISIT.search(fold(sit.text)) else ""
    when = when_of(sit) if wants and not since_when(sit.text, sit.language) else ""
    return call("note_symptoms", symptom=sit.text, wants=wants, when=when)


def _phone(sit: Situation) -> str:
    return sit.text if parse_phone(sit.text, sit.language) else ""


def _yes(found: object) -> str:
    return "yes" if found else ""
