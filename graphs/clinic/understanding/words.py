"""A caller's words, folded: what speech-to-text and keyboards write differently is written alike."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from dataclasses import dataclass
from functools import lru_cache

_APOSTROPHES = str.maketrans({"’": "'", "‘": "'", "`": "'", "´": "'"})
_REPAIRS: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(rf"\b(?:{pattern})\b"), replacement)
    for pattern, replacement in (
        (r"can ?not|can'?t|can ?nt", "cant"),
        (r"(do|does|did|is|are|was|were|have|has|had|would|could|should|must|need) ?n[o']?t", r"\1nt"),
        (r"(do|does|did|is|are|was|were|have|has|had|would|could|should) not", r"\1nt"),
        (r"ain'?t", "isnt"),
        (r"wo n't|won'?t|will not", "wont"),
        (r"(\w+)'ll", r"\1 will"),
        (r"(\w+)'d", r"\1 would"),
        (r"id (?=like|love|rather|want|prefer|need)", "i would "),
        (r"(\w+)'re", r"\1 are"),
        (r"(\w+)'ve", r"\1 have"),
        (r"i am|i'm", "im"),
        (r"(it|he|she|that|what|there|who|where|how|when) is", r"\1s"),
        (r"(it|he|she|that|what|there|who|where|how|when|let)'s", r"\1s"),
        (r"(\w+)'s", r"\1"),
        (r"gonna", "going to"),
        (r"wanna", "want to"),
        (r"gotta", "got to"),
        (r"to morrow", "tomorrow"),
        (r"dr", "doctor"),
        (r"dra", "doctora"),
        (r"can sell", "cancel"),
    )
)
_TOKEN = re.compile(r"[a-z0-9]+|[.,;:!?\n…-]+")
_BREAKS = re.compile(r"[.,;:!?\n…]")
CLAUSE_STARTERS = frozenset(
    [
        "but",
        "however",
        "although",
        "though",
        "and",
        "so",
        "because",
        "then",
        "plus",
        "also",
        "now",
        "when",
        "while",
        "except",
        "pero",
        "aunque",
        "sino",
        "porque",
        "y",
        "entonces",
        "tambien",
        "ademas",
        "ahora",
        "cuando",
        "mientras",
        "mas",
    ]
)
# a word here begins a clause even where speech-to-text wrote no comma


@dataclass(frozen=True, slots=True)
class Words:
    """One utterance, folded."""

    text: str
    # tokens with one space before and after each: " my chest hurts "
    clauses: tuple[int, ...]
    # offsets in `text` where clauses begin; the first is 0
    sentences: tuple[int, ...]
    # offsets in `text` where a full stop, question mark or exclamation mark lies before

    def clause(self, at: int) -> tuple[int, int]:
        """Start and end offset of the clause that holds offset `at`."""
        return _span(self.clauses, at, len(self.text))

    def sentence(self, at: int) -> tuple[int, int]:
        """Start and end offset of the sentence that holds offset `at`."""
        return _span(self.sentences, at, len(self.text))

    def clause_texts(self) -> list[str]:
        """The clauses in order, each padded with spaces as `text` is."""
        ends = (*self.clauses[1:], len(self.text))
        return [
            f" {self.text[a:b].strip()} " for a, b in zip(self.clauses, ends, strict=True) if self.text[a:b].strip()
        ]


def _span(starts: tuple[int, ...], at: int, end: int) -> tuple[int, int]:
    index = bisect_right(starts, at) - 1
    return starts[index], starts[index + 1] if index + 1 < len(starts) else end


def plain(text: str) -> str:
    """Lower case without accents, contractions spelled one way, punctuation kept."""
    lowered = unicodedata.normalize("NFKD", text[:4000].casefold().translate(_APOSTROPHES))
    result = "".join(char for char in lowered if not unicodedata.combining(char))
    for pattern, replacement in _REPAIRS:
        result = pattern.sub(replacement, result)
    return result.replace("'", "")


@lru_cache(maxsize=512)
def fold(text: str) -> Words:
    """`text` as Words; never raises; empty text gives the text " "."""
    pieces, clauses, sentences = [" "], [0], [0]
    at, broken, stopped = 1, False, False
    for token in _TOKEN.findall(plain(text)):
        if _BREAKS.search(token):
            broken, stopped = True, stopped or token[0] not in ",;:"
            continue
        if token.startswith("-"):
            continue
        if at > 1 and (broken or token in CLAUSE_STARTERS):
            clauses.append(at)
        if at > 1 and stopped:
            sentences.append(at)
        broken = stopped = False
        pieces.append(token + " ")
        at += len(token) + 1
    return Words("".join(pieces), tuple(clauses), tuple(sentences))
