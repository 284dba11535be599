"""The router's choice by rules."""

from __future__ import annotations

from graphs.clinic.language import parse_choice
from graphs.clinic.rules.call import Call, call
from graphs.clinic.rules.situation import Situation
from graphs.clinic.rules.slots import wanted
from graphs.clinic.wishes import SURE, either_or, wish_kinds


def route(sit: Situation) -> Call:
    """The wishes in the words; after an either/or question the one that was chosen."""
    chosen = _chosen(sit) if sit.asked == "either" else None
    if chosen:
        return call("route", first=chosen)
    kinds = wanted(sit)
    if kinds:
        return call("route", first=kinds[0], second=kinds[1] if len(kinds) > 1 else "")
    unsure = either_or(sit.text, sit.language)
    if unsure:
        return call("route", first=unsure[0], second=unsure[1], unsure="yes")
    return call("route")


def _chosen(sit: Situation) -> str | None:
    choices: list[str] = sit.data.get("choices", [])
    number = parse_choice(sit.text, sit.language, len(choices)) if choices else None
    if number:
        return choices[number - 1]
    return next((kind for kind in wish_kinds(sit.text, sit.language, sure=SURE / 3) if kind in choices), None)
