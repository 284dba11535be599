"""What an utterance gives for the form: who, with whom, when, which."""

from __future__ import annotations

import re
from datetime import date, datetime

from graphs.clinic.language import (
    When,
    introduced_name,
    is_no_name,
    is_part_of_date,
    moved_from_to,
    no_such_day,
    parse_birth_date,
    parse_choice,
    parse_phone,
    parse_when,
    says_birth_date,
    says_full_name,
    which_birth_date,
    without_introduction,
)
from graphs.clinic.language.corrections import latest
from graphs.clinic.language.past_days import says_past_day
from graphs.clinic.rules.call import Call, call
from graphs.clinic.rules.markers import (
    ASKS_ABOUT,
    BOOKS,
    BORN,
    DOCTOR,
    DOSE,
    EARLIEST,
    EXISTING,
    FACTS,
    FROM_THERE,
    LATEST,
    NAMED,
    NEW_PATIENT,
    NEW_TIME,
    NO_DOCTOR_NAME,
    ORDINAL,
    REFUSED_DOCTOR,
    REFUSES,
    SOME_DOCTOR,
    SPECIALIST,
    TAKEN_BACK,
    fold,
)
from graphs.clinic.rules.situation import Situation
from graphs.clinic.state import WishKind
from graphs.clinic.understanding import specialty_wish
from graphs.clinic.wishes import wish_kinds

CHOICE_WORDS = 4
# of an utterance that only takes an option
SHORT = 3
# letters of a word that says nothing of a reason
ASKED_IDENTITY = {"identity", "new_identity", "name", "surname", "birth_date", "which_birth_date", "phone"}


def identity(sit: Situation) -> Call | None:
    """Name, birth date and telephone that the words give; unasked only when they say so ("my name is", "born")."""
    asked = sit.asked in ASKED_IDENTITY
    text, language = sit.text, sit.language
    folded = fold(text)
    is_new = bool(NEW_PATIENT.search(folded))
    dated = sit.asked in _ASKS_BIRTH or BORN.search(folded) or says_birth_date(text, language)
    births = parse_birth_date(text, language, sit.now.date()) if dated else []
    named = NAMED.search(folded) and (births or "name" in folded or "llamo" in folded or "nombre" in folded)
    named = named or says_full_name(text, language) or (births and not asked)
    name = _name(sit) if (asked and sit.asked not in _NO_NAME) or named else None
    phone = parse_phone(text, language) if asked else None
    if phone and not BORN.search(folded):
        births = []
    if sit.asked == "which_birth_date":
        births = _one_of_two(sit) or births
    impossible = sit.asked in _ASKS_BIRTH and no_such_day(text, language)
    partly = sit.asked == "birth_date" and is_part_of_date(text, language)
    if not (name or births or phone or is_new or impossible or partly):
        return None
    one = len(births) == 1 or (births and sit.asked == "which_birth_date")
    spoken = births[0].isoformat() if one else (text if births or impossible or partly else "")
    return call(
        "verify_identity",
        full_name=name,
        birth_date=spoken,
        phone=phone,
        new_patient="yes" if is_new else "",
    )


def _name(sit: Situation) -> str | None:
    """The caller's name; that of a doctor who is named alone is none."""
    name = introduced_name(sit.text, sit.language)
    doctor = doctor_named(fold(sit.text))
    return None if name and doctor and fold(name).split()[-1] == doctor else name


_ASKS_BIRTH = ASKED_IDENTITY - {"phone"}
_NO_NAME = {"birth_date", "which_birth_date", "phone"}


def _one_of_two(sit: Situation) -> list[date]:
    known = [date.fromisoformat(day) for day in sit.caller.get("birth_dates", [])]
    named = which_birth_date(sit.text, sit.language, known)
    if named:
        return [named]
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
    name = introduced_name(sit.text, sit.language) if born or NAMED.search(fold(sit.text)) else None
    full = name if name and " " in name else ""
    return call("verify_identity", full_name=full, birth_date=born) if full or born else None


def without_identity(sit: Situation) -> str:
    """The words without the part that says who is calling, so that a birth date is not taken for a wish."""
    return without_introduction(sit.text, sit.language)


def day_spoken_of(sit: Situation) -> date | None:
    """The day that was offered or named last: "the week after" counts from it."""
    said = sit.slots.get("spoken_of")
    return date.fromisoformat(said) if said else None


def when_of(sit: Situation) -> str:
    """The words, if they hold a wish for a time; also one that no calendar can meet, so that it can be said."""
    text = without_identity(sit)
    held = parse_when(text, sit.language, sit.now, day_spoken_of(sit)) or no_such_day(text, sit.language)
    held = held or (sit.kind in {"book", "move"} and says_past_day(text, sit.language))
    return text if text and held else ""


def doctor_of(sit: Situation) -> str:
    """The doctor who is named ("Doctor Lee" gives "lee"), after a correction the last one."""
    found = latest(without_identity(sit), sit.language, lambda take: doctor_named(fold(take)) or None)
    refused = REFUSED_DOCTOR.search(fold(sit.text))
    titled = found if found and not (refused and found in refused[0]) else ""
    return titled if titled in sit.doctors or not _surnames(sit) else _surnames(sit)[-1]


def _surnames(sit: Situation) -> list[str]:
    """The clinic's doctors who are named without their title, not those who are refused: "not Patel, Torres"."""
    if sit.asked in ASKED_IDENTITY or NAMED.search(fold(sit.text)):
        return []
    folded = fold(without_identity(sit))
    said = ((match.start(), name) for name in sit.doctors for match in re.finditer(rf"\b{name}\b", folded))
    return [name for start, name in sorted(said) if not REFUSES.search(folded[:start])]


def refused_by_name(sit: Situation) -> bool:
    """ "Not Patel" alone."""
    folded = fold(sit.text)
    found = (match for name in sit.doctors for match in re.finditer(rf"\b{name}\b", folded))
    return any(REFUSES.search(folded[: match.start()]) for match in found)


def doctor_named(folded: str) -> str:
    """The name behind the first "doctor" that has one; "" for "a doctor because" or "a doctor on Tuesday"."""
    names = (match["name"] for match in DOCTOR.finditer(folded) if not SOME_DOCTOR.search(_before(folded, match)))
    return next((name for name in names if name not in NO_DOCTOR_NAME and not is_no_name(name)), "")


def _kind_of_doctor(sit: Situation) -> str:
    """ "skin doctor" of "the skin doctor sometime", where the word behind it need not be a name; "" without one."""
    folded = fold(sit.text)
    kinds = (f"{_before(folded, match)} doctor" for match in DOCTOR.finditer(folded))
    last = (" ".join(kind.split()[-2:]) for kind in kinds)
    return next((kind for kind in last if specialty_wish(kind, "en")), "")


def _before(folded: str, match: re.Match[str]) -> str:
    return folded[: match.start()].rstrip()


def booking(sit: Situation) -> dict[str, str]:
    """Arguments of find_slots that the words give."""
    found = {"doctor": doctor_of(sit), "when": when_of(sit)}
    words = _kind_of_doctor(sit) if found["doctor"] else _specialty_words(sit)
    if words:
        found |= {"specialty": words, "reason": words}
    return {key: value for key, value in found.items() if value}


def _specialty_words(sit: Situation) -> str:
    """The words that name a specialty or what hurts, after a correction the last ones."""
    text, language = without_identity(sit), sit.language
    return latest(text, language, lambda take: take if specialty_wish(take, language) else None) or ""


def other_specialty(sit: Situation) -> bool:
    """Another kind of doctor is named than the one whose times are offered: "no sorry, a heart doctor"."""
    text = _specialty_words(sit)
    named = specialty_wish(text, sit.language) if text else None
    if not named or sit.kind != "book" or named == sit.slots.get("specialty"):
        return False
    folded = fold(sit.text)
    return bool(TAKEN_BACK.search(folded) or SPECIALIST.search(folded))


def wanted(sit: Situation) -> list[WishKind]:
    """The wishes in the words; a doctor with a day, or a bare "checkup", is one for an appointment."""
    text = without_identity(sit)
    if DOSE.search(fold(text)):
        return ["symptoms"]
    if FACTS.search(fold(text)):
        return ["info"]
    kinds = wish_kinds(text, sit.language, firm=bool(sit.wish))
    if set(kinds) <= {"list"} and asks_for_visit(sit):
        return ["book"]
    if not kinds and not sit.wish and specialty_wish(text, sit.language):
        return ["book"]
    return kinds


def asks_for_visit(sit: Situation) -> bool:
    """Whether a time with a doctor is plainly wanted: "book doctor Lee", "a cardiologist after five"."""
    folded = fold(without_identity(sit))
    if sit.wish or ASKS_ABOUT.search(folded) or EXISTING.search(folded):
        return False
    named = doctor_of(sit) or (SPECIALIST.search(folded) and specialty_wish(folded, sit.language))
    return bool(named) and bool(BOOKS.search(folded) or when_of(sit))


def asks_plainly(sit: Situation) -> bool:
    """A question for a dose, or for what the records know: nothing else can be meant."""
    folded = fold(without_identity(sit))
    return bool(DOSE.search(folded) or FACTS.search(folded))


def from_to(sit: Situation) -> tuple[str, str]:
    """Which appointment, and where to: "my tuesday one to thursday" gives both; one time alone is which."""
    text = without_identity(sit)
    there = FROM_THERE.search(fold(text)) if sit.kind != "cancel" else None
    if there:
        old = fold(text)[: there.start()]
        return (old if _names_visit(old, sit) else "", there[0])
    halves = moved_from_to(text, sit.language)
    if halves and _has_time(halves[1], sit):
        old, new = halves
        return (old if _has_time(old, sit) or doctor_named(fold(old)) else "", new)
    if NEW_TIME.search(fold(text)) and _has_time(text, sit) and sit.kind != "cancel":
        return "", text
    return (text, "") if _names_visit(text, sit) else ("", "")


def _names_visit(text: str, sit: Situation) -> bool:
    """Whether the words point to one of several appointments: by day, doctor, or what it is for."""
    pointed = _has_time(text, sit) or doctor_named(fold(text)) or specialty_wish(text, sit.language)
    return bool(pointed) or says_past_day(text, sit.language)


def names_a_visit(sit: Situation) -> bool:
    """Day, doctor, kind of doctor or reason of one of the appointments that were told."""
    said = set(fold(sit.text).split())
    reasons = {word for option in sit.options for word in fold(option.get("reason", "")).split() if len(word) > SHORT}
    return bool(when_of(sit) or _names_visit(sit.text, sit) or said & reasons)


def _has_time(text: str, sit: Situation) -> bool:
    return bool(text.strip()) and parse_when(text, sit.language, sit.now) is not None


def option_of(sit: Situation) -> int | None:
    """Which of the offered options is meant: by its place, its time or its doctor; None when that does not decide."""
    when = parse_when(sit.text, sit.language, sit.now, day_spoken_of(sit))
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


def bare_choice(sit: Situation) -> int | None:
    """The free time that a bare "the first one" takes among those that were offered before."""
    is_bare = len(sit.text.split()) <= CHOICE_WORDS and sit.kind in {"book", "move"}
    if not is_bare or not ORDINAL.search(fold(sit.text)):
        return None
    return option_of(sit) if not any(option.get("booked") for option in sit.options) else None


def _at(option: dict[str, str], when: When) -> bool:
    return "starts_at" in option and when.matches(datetime.fromisoformat(option["starts_at"]))


def _means(option: dict[str, str], sit: Situation, when: When | None) -> bool:
    words = fold(sit.text).split()
    doctor = fold(option.get("doctor", "")).split()[-1:]
    label = [word for word in fold(option.get("label", "")).split() if len(word) > 3]
    named = any(word in words for word in (*doctor, *label))
    return named or (when is not None and _at(option, when))
