"""What callers and models hand in, made fit for a row."""

from __future__ import annotations

import re
from decimal import Decimal

from graphs.clinic.store.errors import NotFound
from graphs.errors import BadInput

LARGEST_ID = 2**31 - 1
CENTS = Decimal("0.01")


def row_id(id: str, what: str) -> int:
    """The number in an id; NotFound for anything that never was one."""
    if not re.fullmatch(r"[0-9]{1,10}", id) or int(id) > LARGEST_ID:
        raise NotFound(f"There is no such {what}.")
    return int(id)


def clean(text: str, longest: int) -> str:
    """Text that both databases can hold: no NUL, no half characters, trimmed, at most `longest` characters."""
    whole = text.replace("\x00", "").encode("utf-8", "replace").decode("utf-8")
    return whole.strip()[:longest]


def phone_number(phone: str) -> str:
    """E.164 of a number as digits with any punctuation, ten digits being American; BadInput when it cannot be one."""
    digits = re.sub(r"\D", "", phone)
    if phone.strip().startswith("+") and 7 <= len(digits) <= 15:
        return "+" + digits
    if len(digits) == 11 and digits.startswith("1"):
        return "+" + digits
    if len(digits) == 10:
        return "+1" + digits
    raise BadInput("A phone number has ten digits, or begins with a plus and its country code.")


def to_cents(amount: Decimal) -> int:
    """Whole cents of an amount; BadInput when it has a fraction of a cent or is no number."""
    if not amount.is_finite() or amount != amount.quantize(CENTS):
        raise BadInput("An amount has at most two decimal places.")
    return int(amount * 100)


def from_cents(cents: int) -> Decimal:
    """Cents as an amount with two decimal places."""
    return Decimal(cents) / 100 if cents % 100 else Decimal(cents // 100).quantize(CENTS)
