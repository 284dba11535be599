"""Answers from the clinic's data: hours, address, insurance, preparation and the like."""

from __future__ import annotations

import re

from rapidfuzz import fuzz

from graphs.clinic.desk import Desk
from graphs.clinic.flows.facts import UNKNOWN, fact
from graphs.clinic.language import Language
from graphs.clinic.said import Said, join
from graphs.clinic.store import Topic
from graphs.clinic.understanding import asks_price, of_other_than_visit, topic_wish

ALIKE = 90
MOST_WORDS = 20
# two answers are told together when they are not longer
JOINED = re.compile(r"\b(?:and|also|plus|y|e|tambi[eé]n|adem[aá]s)\b|[,?.;] *\w", re.IGNORECASE)
RELATED = {"preparation": ("preparation_blood_test",), "cost": ("insurance",), "payment": ("cost",)}
# the second one says nothing new beside the first
PRICE = "cost"
# code of the topic with the price of a visit
MISSED = "cancellation"
# has a price of its own


async def inform(desk: Desk) -> Said:
    """Tell what the clinic knows about the topics asked for."""
    words = desk.slots.get("topic") or ""
    topics = await desk.store.topics(desk.language)
    if of_other_than_visit(words, desk.language):
        return desk.ask("offer_person", desk.phrase("price.unknown"))
    known = None if asks_price(words, desk.language) else await fact(desk, words)
    if known == UNKNOWN:
        return desk.ask("offer_person", desk.phrase("fact.unknown"))
    found = [] if known else _found(words, topics, _codes(words, desk.language))
    if not (known or found):
        return desk.ask("topic")
    desk.succeeded("topic")
    if known or len(found) == 1:
        desk.data["wish"] = None
        return Said(known or found[0].text)
    return _two(desk, found[0], found[1])


def _two(desk: Desk, first: Topic, second: Topic) -> Said:
    """Both answers when they are short; else the second one is offered, when it was asked for in words of its own."""
    both = join(first.text, second.text)
    words = desk.slots.get("topic") or ""
    desk.data["wish"] = None
    if len(both.split()) <= MOST_WORDS:
        return Said(both)
    if first.code in RELATED.get(second.code, ()) or not JOINED.search(words):
        return Said(first.text)
    desk.begin("info", words)["slots"]["topic"] = second.title
    return desk.ask("second_topic", first.text, topic=second.title)


def _codes(words: str, language: Language) -> list[str]:
    codes = topic_wish(words, language)
    return [PRICE] if asks_price(words, language) and MISSED not in codes else codes


def _found(words: str, topics: list[Topic], codes: list[str]) -> list[Topic]:
    by_code = {topic.code: topic for topic in topics}
    named = [by_code[code] for code in codes if code in by_code]
    if named or not words:
        return named
    lowered = words.casefold()
    alike = [(max((fuzz.partial_ratio(k, lowered) for k in t.keywords), default=0.0), t) for t in topics]
    score, best = max(alike, key=lambda pair: pair[0], default=(0.0, None))
    return [best] if best and score >= ALIKE else []
