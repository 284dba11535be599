"""The other patients of the demonstration: invented, and the same for the same seed and day."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from graphs.clinic.store.records import Representative
from graphs.clinic.store.seed.data import load

ADULT_DAYS = 18 * 365 + 5
OLDEST_DAYS = 92 * 365
FIRST_PHONE = 110
# 555-0110 … 555-0199 are kept for fiction
SPANISH_SHARE = 0.45

NAMES: dict[str, dict[str, list[str]]] = load("people.toml")


@dataclass(frozen=True, slots=True)
class Person:
    """An invented patient."""

    name: str
    birth_date: date
    language: str
    phone: str
    representatives: tuple[Representative, ...]


def people(chance: Random, count: int, today: date) -> Iterator[Person]:
    """`count` persons with different names, some of them children with a parent on file."""
    used: set[str] = set()
    while len(used) < count:
        language = "es" if chance.random() < SPANISH_SHARE else "en"
        surnames = _surnames(chance, language)
        name = f"{_given(chance, language)} {surnames}"
        if name not in used:
            used.add(name)
            yield _person(chance, name, surnames, language, f"+12105550{FIRST_PHONE + len(used)}", today)


def _person(chance: Random, name: str, surnames: str, language: str, phone: str, today: date) -> Person:
    age_days = chance.randrange(200, OLDEST_DAYS)
    minor = age_days < ADULT_DAYS
    parent = Representative(f"{_given(chance, language)} {surnames}", "guardian", phone)
    return Person(name, today - timedelta(days=age_days), language, phone, (parent,) if minor else ())


def _given(chance: Random, language: str) -> str:
    return chance.choice(NAMES[language]["given"])


def _surnames(chance: Random, language: str) -> str:
    return " ".join(chance.sample(NAMES[language]["surnames"], 2 if language == "es" else 1))
