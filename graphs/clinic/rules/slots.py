"""What an utterance gives for the form: who, with whom, when, which."""

from __future__ import annotations

import re
from datetime import date, datetime

from graphs.clinic.language import (
    When,
    moved_from_to,
    parse_birth_date,
    parse_choice,
    parse_name,
    parse_phone,
    parse_when,
)
from graphs.clinic.rules.call import Call, call
from graphs.clinic.rules.markers import BORN, DOCTOR, EARLIEST, LATEST, NAMED, NEW_PATIENT, ORDINAL, fold
from graphs.clinic.rules.situation import Situation
from graphs.clinic.state import WishKind
from graphs.clinic.understanding import specialty_wish
from graphs.clinic.wishes import wish_kinds

ASKED_IDENTITY = {"identity", "new_identity", "name", "surname", "birth_date", "which_birth_date", "phone"}
_WISH_AGAIN = re.compile(
    r"\b(i'?d like|i want|i need|i would|can i|could (i|you)|quiero|quisiera|necesito|puedo|me gustaria)\b"
)


def identity(sit: Situation) -> Call | None:
    """Name, birth date and telephone that the words give; unasked only when they say so ("my name is", "born")."""
    asked = sit.asked in ASKED_IDENTITY
    text, language = sit.text, sit.language
    folded = fold(text)
    is_new = bool(NEW_PATIENT.search(folded))
    births = parse_birth_date(text, language, sit.now.date()) if sit.asked in _ASKS_BIRTH or BORN.search(folded) else []
    named = NAMED.search(folded) and (births or "name" in folded or "llamo" in folded or "nombre" in folded)
    name = parse_name(text, language) if (asked and sit.asked not in _NO_NAME) or named else None
    phone = parse_phone(text, language) if asked else None
    if phone and not BORN.search(folded):
        births = []
    if sit.asked == "which_birth_date":
        births = _one_of_two(sit) or births
    if not (name or births or phone or is_new):
        return None
    spoken = births[0].isoformat() if len(births) == 1 or sit.asked == "which_birth_date" else (text if births else "")
    return call(
        "verify_identity",
        full_name=name,
        birth_date=spoken,
        phone=phone,
        new_patient="yes" if is_new else "",
    )


_ASKS_BIRTH = ASKED_IDENTITY - {"phone"}
_NO_NAME = {"birth_date", "which_birth_date", "phone"}


def _one_of_two(sit: Situation) -> list[date]:
    known = [date.fromisoformat(day) for day in sit.caller.get("birth_dates", [])]
    number = parse_choice(sit.text, sit.language, len(known)) if known and ORDINAL.search(fold(sit.text)) else None
    if number:
        return [known[number - 1]]
    said = parse_birth_date(sit.text, sit.language, sit.now.date())
    months = [day for day in known if said and (day.month, day.day) == (said[0].month, said[0].day)]
    return months[:1]


def introduces(sit: Situation) -> Call | None:
    """Name and birth date together that come unasked: "Emily Davis, June fifth two thousand sixteen"."""
    found = bare_name(sit) if sit.asked not in ASKED_IDENTITY else None
    return found if found and {"full_name", "birth_date"} <= found.arguments.keys() else None


def bare_name(sit: Situation) -> Call | None:
    """A full name or a birth date that comes unasked: "yeah, it's Mary Wilson", "June fifth two thousand sixteen"."""
    births = parse_birth_date(sit.text, sit.language, sit.now.date())
    born = sit.text if births and births[0].year < sit.now.year else ""
    name = parse_name(sit.text, sit.language) if born or NAMED.search(fold(sit.text)) else None
    full = name if name and " " in name else ""
    return call("verify_identity", full_name=full, birth_date=born) if full or born else None


def without_identity(sit: Situation) -> str:
    """The words without the part that says who is calling, so that a birth date is not taken for a wish."""
    folded = fold(sit.text)
    born = BORN.search(folded)
    if not born:
        return sit.text
    named = NAMED.search(folded)
    start = min(born.start(), named.start()) if named else born.start()
    again = _WISH_AGAIN.search(folded, born.end())
    return f"{folded[:start]} {folded[again.start() :] if again else ''}".strip()


def when_of(sit: Situation) -> str:
    """The words, if they hold a wish for a time."""
    text = without_identity(sit)
    return text if text and parse_when(text, sit.language, sit.now) else ""


def doctor_of(sit: Situation) -> str:
    """The doctor who is named ("Doctor Lee" gives "lee")."""
    found = DOCTOR.search(fold(without_identity(sit)))
    return found[1] if found else ""


def booking(sit: Situation) -> dict[str, str]:
    """Arguments of find_slots that the words give."""
    text = without_identity(sit)
    found = {"doctor": doctor_of(sit), "when": when_of(sit)}
    if specialty_wish(text, sit.language) and not found["doctor"]:
        found |= {"specialty": text, "reason": text}
    return {key: value for key, value in found.items() if value}


def wanted(sit: Situation) -> list[WishKind]:
    """The wishes in the words; a doctor with a day, or a bare "checkup", is one for an appointment."""
    kinds = wish_kinds(sit.text, sit.language, firm=bool(sit.wish))
    if not kinds and not sit.wish and doctor_of(sit) and when_of(sit):
        return ["book"]
    if not kinds and not sit.wish and specialty_wish(sit.text, sit.language):
        return ["book"]
    return kinds


def from_to(sit: Situation) -> tuple[str, str]:
    """Which appointment, and where to: "my tuesday one to thursday" gives both; one time alone is which."""
    text = without_identity(sit)
    halves = moved_from_to(text, sit.language)
    if halves and _has_time(halves[1], sit):
        old, new = halves
        return (old if _has_time(old, sit) or DOCTOR.search(fold(old)) else "", new)
    return (text, "") if _has_time(text, sit) or DOCTOR.search(fold(text)) else ("", "")


def _has_time(text: str, sit: Situation) -> bool:
    return bool(text.strip()) and parse_when(text, sit.language, sit.now) is not None


def option_of(sit: Situation) -> int | None:
    """Which of the offered options is meant: by its place, its time or its doctor; None when that does not decide."""
    when = parse_when(sit.text, sit.language, sit.now)
    if when and when.exact:
        fitting = [n for n, option in enumerate(sit.options, start=1) if _at(option, when)]
        return fitting[0] if len(fitting) == 1 else None
    if (when and when.soonest) or EARLIEST.search(fold(sit.text)):
        return 1
    if LATEST.search(fold(sit.text)):
        return len(sit.options)
    number = parse_choice(sit.text, sit.language, len(sit.options)) if len(sit.options) > 1 else None
    if number:
        return number
    fitting = [n for n, option in enumerate(sit.options, start=1) if _means(option, sit, when)]
    return fitting[0] if len(fitting) == 1 else None


def _at(option: dict[str, str], when: When) -> bool:
    return "starts_at" in option and when.matches(datetime.fromisoformat(option["starts_at"]))


def _means(option: dict[str, str], sit: Situation, when: When | None) -> bool:
    words = fold(sit.text).split()
    doctor = fold(option.get("doctor", "")).split()[-1:]
    label = [word for word in fold(option.get("label", "")).split() if len(word) > 3]
    named = any(word in words for word in (*doctor, *label))
    return named or (when is not None and _at(option, when))
