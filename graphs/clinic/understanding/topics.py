"""Which specialty and which information a caller means."""

from __future__ import annotations

from collections import Counter

from graphs.clinic.language.codes import Language
from graphs.clinic.understanding.lexicon import SPECIALTIES, TOPICS
from graphs.clinic.understanding.words import fold

_SPECIAL = ("preparation_", "parking", "cost", "payment", "cancellation", "walk_in", "after_hours")
# topics that say more than the wider one beside them: parking than address, the blood test than preparation


def specialty_wish(text: str, language: Language) -> str | None:
    """The code of the specialty that fits; a child goes to pediatrics, whatever hurts; None when none fits."""
    keys = SPECIALTIES.keys(fold(text).text)
    return keys[0] if keys else None


def topic_wish(text: str, language: Language) -> list[str]:
    """Codes of the information topics asked for, best first; [] when none is."""
    hits = list(TOPICS.find(fold(text).text))
    weight = Counter(hit.key for hit in hits)
    length = Counter({key: max(hit.end - hit.start for hit in hits if hit.key == key) for key in weight})
    return sorted(weight, key=lambda key: (not key.startswith(_SPECIAL), -weight[key], -length[key]))
