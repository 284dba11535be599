"""What callers and models write into a tool's arguments, read: spoken words or ISO dates, figures or words."""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation

from graphs.clinic.desk import Desk
from graphs.clinic.flows.from_there import wish_from_there
from graphs.clinic.language import (
    When,
    parse_amount,
    parse_birth_date,
    parse_due_date,
    parse_name,
    parse_phone,
)

ISO = re.compile(r"(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}))?")
NAME = re.compile(r"[^\W\d_]+(?:[ .'’-]+[^\W\d_]+){0,5}\.?")


def read_when(words: str, desk: Desk) -> When | None:
    """A wish for a time; ISO dates and times are taken as they stand."""
    iso = ISO.search(words)
    if not iso:
        return wish_from_there(words, desk)
    with suppress(ValueError):
        day = date.fromisoformat(iso[1])
        exact = time.fromisoformat(iso[2]) if iso[2] else None
        return When(first=day, last=day, exact=exact)
    return None


def read_births(words: str, desk: Desk) -> list[str]:
    """Candidates of a birth date, ISO, best first."""
    today = desk.now.date()
    iso = ISO.search(words)
    if iso:
        with suppress(ValueError):
            day = date.fromisoformat(iso[1])
            return [day.isoformat()] if day <= today else []
    return [day.isoformat() for day in parse_birth_date(words, desk.language, today)]


def read_name(words: str, desk: Desk) -> str | None:
    """A full name; a model's plain "John Smith" is taken as it stands."""
    name = parse_name(words, desk.language)
    if name or not NAME.fullmatch(words.strip()):
        return name
    return words.strip().title() if words.islower() else words.strip()


def read_phone(words: str, desk: Desk) -> str | None:
    """A telephone number, E.164."""
    return parse_phone(words, desk.language)


def read_amount(words: str, desk: Desk) -> Decimal | None:
    """An amount of money."""
    with suppress(InvalidOperation):
        return Decimal(words.strip().lstrip("$"))
    return parse_amount(words, desk.language)


def read_due(words: str, desk: Desk) -> date | None:
    """The day of a payment."""
    iso = ISO.search(words)
    if iso:
        with suppress(ValueError):
            return date.fromisoformat(iso[1])
    found = parse_due_date(words, desk.language, desk.now.date())
    return found.date() if isinstance(found, datetime) else found
