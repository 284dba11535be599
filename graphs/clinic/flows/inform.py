"""Answers from the clinic's data: hours, address, insurance, preparation and the like."""

from __future__ import annotations

from rapidfuzz import fuzz

from graphs.clinic.desk import Desk
from graphs.clinic.language import Language
from graphs.clinic.said import Said, join
from graphs.clinic.store import Topic
from graphs.clinic.understanding import asks_price, of_other_than_visit, topic_wish

ALIKE = 90
MOST_WORDS = 20
# two answers are told together when they are not longer
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
    found = _found(words, topics, _codes(words, desk.language))
    if not found:
        return desk.ask("topic")
    desk.data["wish"] = None
    desk.succeeded("topic")
    answer = found[0].text
    both = join(answer, *(topic.text for topic in found[1:2]))
    return Said(both if len(both.split()) <= MOST_WORDS else answer)


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
