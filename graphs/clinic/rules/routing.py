"""The router's choice by rules."""

from __future__ import annotations

from graphs.clinic.language import parse_choice
from graphs.clinic.rules.call import Call, call
from graphs.clinic.rules.situation import Situation
from graphs.clinic.rules.slots import asks_for_visit, asks_plainly, wanted
from graphs.clinic.state import WishKind
from graphs.clinic.wishes import either_or, likeliest


def route(sit: Situation) -> Call:
    """The wishes in the words; after an either/or question the one that was chosen."""
    chosen = _chosen(sit) if sit.asked == "either" else None
    if chosen:
        return call("route", first=chosen)
    kinds = wanted(sit)
    unsure = either_or(sit.text, sit.language)
    if unsure and "book" in unsure and len(kinds) < 2 and asks_for_visit(sit):
        return call("route", first="book")
    if unsure and len(kinds) < 2 and not asks_plainly(sit):
        return call("route", first=unsure[0], second=unsure[1], unsure="yes")
    return call("route", first=kinds[0] if kinds else "", second=kinds[1] if len(kinds) > 1 else "")


def _chosen(sit: Situation) -> str | None:
    choices: list[WishKind] = sit.data.get("choices", [])
    number = parse_choice(sit.text, sit.language, len(choices)) if choices else None
    if number:
        return choices[number - 1]
    return likeliest(sit.text, sit.language, choices)
