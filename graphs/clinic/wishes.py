"""Which wishes an utterance holds, by the cheap local check: no model, a millisecond."""

from __future__ import annotations

from graphs.clinic.language import Language
from graphs.clinic.state import SPECIALIST_OF, SpecialistName, Wish, WishKind
from graphs.clinic.understanding import Intent, intents, topic_wish

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
SURE = 0.5
# score from which an intent counts as a wish
CLOSE = 0.08
# two best intents nearer than this are asked about


def wish_kinds(text: str, language: Language, *, sure: float = SURE) -> list[WishKind]:
    """The wishes in an utterance, best first, each once; empty when nothing fits."""
    found = [KIND_OF[intent.label] for intent in _wishing(text, language) if intent.score >= sure]
    if not found and topic_wish(text, language):
        found = ["info"]
    return list(dict.fromkeys(found))


def either_or(text: str, language: Language) -> tuple[WishKind, WishKind] | None:
    """Two wishes that are equally likely and both unsure; None when one is clear."""
    best = _wishing(text, language)[:2]
    if len(best) < 2 or best[0].score >= SURE or best[0].score - best[1].score > CLOSE or best[1].score < SURE / 2:
        return None
    first, second = (KIND_OF[intent.label] for intent in best)
    return (first, second) if first != second else None


def new_wish(kind: WishKind, words: str) -> Wish:
    """A wish that no tool has taken up yet."""
    return Wish(kind=kind, words=words, begun=False, slots={})


def wish_for(target: SpecialistName, words: str, language: Language) -> Wish:
    """What a specialist is asked to do with these words."""
    kinds = [kind for kind in wish_kinds(words, language, sure=SURE / 2) if SPECIALIST_OF[kind] == target]
    return new_wish(kinds[0] if kinds else DEFAULT_KIND[target], words)


def _wishing(text: str, language: Language) -> list[Intent]:
    return [intent for intent in intents(text, language) if intent.label in KIND_OF]
