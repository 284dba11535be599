"""What an item of a bill is for."""

from __future__ import annotations

import re

from rapidfuzz import fuzz

from graphs.clinic.desk import Desk
from graphs.clinic.flows.identity import echo, identify_for_private
from graphs.clinic.language import Language, say_amount, say_list
from graphs.clinic.said import Said
from graphs.clinic.store import Charge

EACH = re.compile(
    r"\b(?:items|charges|each|both|all of (?:it|them)|break (?:it )?down|breakdown|itemi[sz]e\w*"
    r"|conceptos|cargos|cada uno|ambos|desglos\w*|todos)\b"
)
# all items are meant, not one
ALIKE = 75
# rapidfuzz score from which an item is meant


async def explain(desk: Desk) -> Said:
    """Tell what the item is for, or ask which one."""
    said = await identify_for_private(desk)
    if said:
        return said
    items = list((await desk.store.balance(desk.caller["patient_id"])).items)
    if not items:
        desk.data["wish"] = None
        return Said(desk.phrase("balance.none")).after(echo(desk))
    if len(items) > 1 and EACH.search(desk.slots.get("item") or ""):
        return _tell_all(desk, items[:3])
    item = _meant(items, desk)
    return _tell(desk, item) if item else _ask(desk, items[:3])


def description(item: Charge, language: Language) -> str:
    """What the item is called."""
    return item.description_es if language == "es" else item.description_en


def _meant(items: list[Charge], desk: Desk) -> Charge | None:
    if len(items) == 1:
        return items[0]
    chosen = next((item for item in items if item.id == desk.slots.get("item_id")), None)
    words = desk.slots.get("item") or ""
    return (
        chosen
        or next(
            (item for item in items if fuzz.partial_token_set_ratio(words, description(item, desk.language)) >= ALIKE),
            None,
        )
        if words or chosen
        else None
    )


def _tell_all(desk: Desk, items: list[Charge]) -> Said:
    """Every item with its amount."""
    desk.data["wish"] = None
    told = [
        desk.part("item", item=description(item, desk.language), amount=say_amount(item.amount, desk.language))
        for item in items
    ]
    return Said(desk.phrase("items", items=say_list(told, desk.language))).after(echo(desk))


def _tell(desk: Desk, item: Charge) -> Said:
    desk.data["wish"] = None
    text = item.explanation_es if desk.language == "es" else item.explanation_en
    amount = say_amount(item.amount, desk.language)
    name = description(item, desk.language)
    return Said(desk.phrase("explanation", amount=amount, item=name, text=text)).after(echo(desk))


def _ask(desk: Desk, items: list[Charge]) -> Said:
    if desk.wish:
        desk.wish["options"] = [{"id": item.id, "label": description(item, desk.language)} for item in items]
    names = [description(item, desk.language) for item in items]
    return desk.ask("item", echo(desk), options=say_list(names, desk.language, "or"))
