"""Which wishes an utterance holds, by the cheap local check: no model, a millisecond."""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import lru_cache
from itertools import accumulate

from graphs.clinic.language import Language
from graphs.clinic.state import SPECIALIST_OF, SpecialistName, Wish, WishKind
from graphs.clinic.understanding import Intent, asks_price, intents, topic_wish

KIND_OF: dict[str, WishKind] = {
    "book_appointment": "book",
    "move_appointment": "move",
    "cancel_appointment": "cancel",
    "my_appointments": "list",
    "balance": "balance",
    "explain_charge": "explain",
    "promise_payment": "promise",
    "symptoms": "symptoms",
    "opening_hours": "info",
    "address": "info",
    "insurance": "info",
    "visit_preparation": "info",
    "person": "person",
}
DEFAULT_KIND: dict[SpecialistName, WishKind] = {
    "triage": "symptoms",
    "scheduling": "book",
    "billing": "balance",
    "information": "info",
    "person": "person",
}
FAINT = 0.15
# score below which nothing counts
LIKELY = 0.7
# share of the best score from which a wish counts beside something that is none
CLOSE = 0.75
# two best wishes nearer than this are asked about
FIRM = 0.3
AHEAD = 1.5
# score, and times the next other one, from which a wish counts in the middle of something else
CLEAR = 2.0
# times the next score from which a wish is clear
SURE = 0.5
# score from which nothing is asked back
ASKED_FOR = {"refills", "records", "referrals", "results", "portal"}
# topics that are wishes by themselves
ASKED_ABOUT = {"hours", "address", "parking", "insurance", "payment", "languages", "telehealth"}
# topics that are, when they are asked about
_QUESTION = re.compile(
    r"^\W*(?:do|does|are|is|what|where|when|can|how|which|will|aceptan|toman|tienen|hay|d[oó]nde|qu[eé]|cu[aá]\w+|puedo)\b",
    re.IGNORECASE,
)
_JOINTS = re.compile(r"\b(?:and|also|plus|then|y|e|tambi[eé]n|adem[aá]s|luego)\b|[.;]", re.IGNORECASE)


def wish_kinds(text: str, language: Language, *, firm: bool = False) -> list[WishKind]:
    """The wishes in an utterance in the order they were said, each once; empty when nothing fits.

    `firm` is for the middle of something else: only what is well ahead of every other meaning counts.
    """
    read = _firm_kind if firm else _kind
    parts = [part for part in _JOINTS.split(text) if len(part.split()) > 1]
    each = [read(part, language) or _beside(part, language) for part in parts]
    said = [kind for kind in each if kind] if len(parts) > 1 else []
    whole = read(text, language)
    if whole and whole not in said:
        said = [*said, whole] if len(said) > 1 else [whole]
    if not said and not firm and topic_wish(text, language):
        said = ["info"]
    return list(dict.fromkeys(said))


def wish_words(kind: WishKind, text: str, language: Language) -> str:
    """The part of the words that is about this wish; all of them where they hold only one.

    What belongs to no wish goes with the one before it, at the beginning with the first.
    """
    parts = _parts(text)
    found = [(_kind(part, language) or _beside(part, language)) if len(part.split()) > 1 else None for _, part in parts]
    if len({known for known in found if known}) < 2 or kind not in found:
        return text
    first = next(known for known in found if known)
    owners = list(accumulate(found, lambda before, now: now or before, initial=first))[1:]
    own = [at for at, owner in enumerate(owners) if owner == kind]
    ends = [start for start, _ in parts[1:]] + [len(text)]
    pieces = (text[parts[at][0] : ends[at]] if at + 1 in own else parts[at][1] for at in own)
    return " ".join(piece.strip(" ,") for piece in pieces)


def _parts(text: str) -> list[tuple[int, str]]:
    """The pieces between "and" and its like, with the offset where each begins."""
    ends = [*(match.start() for match in _JOINTS.finditer(text)), len(text)]
    starts = [0, *(match.end() for match in _JOINTS.finditer(text))]
    return [(start, text[start:end]) for start, end in zip(starts, ends, strict=True)]


def _beside(part: str, language: Language) -> WishKind | None:
    """A question about the clinic that one part of several holds: "I need a refill and a checkup"."""
    topics = topic_wish(part, language)
    if not topics:
        return None
    asks = topics[0] in ASKED_FOR or (topics[0] in ASKED_ABOUT and _QUESTION.search(part))
    return "info" if asks else None


def clear_kind(text: str, language: Language) -> WishKind | None:
    """The one wish that is beyond doubt, None when there is none: it may overrule what was asked."""
    if asks_price(text, language):
        return "info"
    best, second = _ranked(text, language)[:2]
    kind = KIND_OF.get(best.label)
    return kind if kind and best.score >= max(SURE, CLEAR * second.score) else None


def either_or(text: str, language: Language) -> tuple[WishKind, WishKind] | None:
    """Two wishes that are equally likely and both unsure; None when one is clear."""
    if asks_price(text, language):
        return None
    best, second = _ranked(text, language)[:2]
    first, other = KIND_OF.get(best.label), KIND_OF.get(second.label)
    if not first or not other or first == other:
        return None
    return (first, other) if best.score < SURE and second.score >= CLOSE * best.score else None


def likeliest(text: str, language: Language, among: Collection[WishKind]) -> WishKind | None:
    """Which of these is meant most likely; None when the words point to none of them."""
    scored = [(intent.score, KIND_OF[intent.label]) for intent in _ranked(text, language) if intent.label in KIND_OF]
    score, kind = max(((s, k) for s, k in scored if k in among), default=(0.0, None))
    return kind if score >= FAINT else None


def new_wish(kind: WishKind, words: str) -> Wish:
    """A wish that no tool has taken up yet."""
    return Wish(kind=kind, words=words, begun=False, slots={})


def wish_for(target: SpecialistName, words: str, language: Language, named: str = "") -> Wish:
    """What a specialist is asked to do with these words; the kind that was named, when it is one of theirs."""
    own = [kind for kind, owner in SPECIALIST_OF.items() if owner == target]
    said = [kind for kind in own if kind == named] or [kind for kind in wish_kinds(words, language) if kind in own]
    kind = said[0] if said else likeliest(words, language, own) or DEFAULT_KIND[target]
    return new_wish(kind, wish_words(kind, words, language))


def _firm_kind(text: str, language: Language) -> WishKind | None:
    if asks_price(text, language):
        return "info"
    ranked = _ranked(text, language)
    kind = KIND_OF.get(ranked[0].label)
    next_other = next((i.score for i in ranked[1:] if KIND_OF.get(i.label) != kind), 0.0)
    return kind if kind and ranked[0].score >= max(FIRM, AHEAD * next_other) else None


def _kind(text: str, language: Language) -> WishKind | None:
    """The best wish, when it leads or comes close behind something that is no wish."""
    if asks_price(text, language):
        return "info"
    ranked = _ranked(text, language)
    wish = next(intent for intent in ranked if intent.label in KIND_OF)
    leads = ranked[0] == wish or (ranked[0].label == "other" and wish.score >= LIKELY * ranked[0].score)
    return KIND_OF[wish.label] if leads and wish.score >= FAINT else None


@lru_cache(maxsize=512)
def _ranked(text: str, language: Language) -> tuple[Intent, ...]:
    ranked = tuple(intents(text, language))
    return ranked if len(ranked) > 1 else (Intent("other", 1.0), *(Intent(label, 0.0) for label in KIND_OF))
