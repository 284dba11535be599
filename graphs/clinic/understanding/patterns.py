"""A small language for phrases that a clinician can read, compiled to regular expressions over folded words.

word          that word                         stem*      any word that begins so
a|b|c         one of them                       passed_out two words as one alternative
<name>        any member of a named concept     word?      may be absent
..            up to three words between         ...        up to six, ....  up to twelve
x & y, x & y & z   all, in any order, at most five words between
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import permutations

from graphs.clinic.understanding.words import plain
from graphs.errors import BadInput

_GAPS = {"..": r"(?:\S+ ){0,3}?", "...": r"(?:\S+ ){0,6}?", "....": r"(?:\S+ ){0,12}?", "&": r"(?:\S+ ){0,5}?"}
_WORD = re.compile(r"[a-z0-9]+\*?(?:_[a-z0-9]+\*?)*")
_NEGATIVE = re.compile(r"(?<![a-z])(?:no|not|never|nunca|[a-z]+nt|cant|sin|ni) ")
Concepts = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Hit:
    """One place where a pattern fits."""

    key: str
    source: str
    # the pattern as written
    start: int
    end: int
    # offsets in the folded text; the words are text[start:end]
    negative: bool = False
    # whether the pattern itself can hold a "not", so that one between its words negates nothing


@dataclass(frozen=True, slots=True)
class _Compiled:
    regex: str
    triggers: frozenset[str]
    # words or stems ("chest", "pain*") of which at least one must be there; empty: unknown


@lru_cache(maxsize=16384)
def _word(word: str) -> _Compiled:
    if not _WORD.fullmatch(word):
        raise BadInput(f"{word!r} is not a word of a pattern: lower case letters without accents, digits, _ and *")
    parts = (word if "*" in word else plain(word.replace("_", " "))).replace("_", " ").split()
    regex = " ".join(part.replace("*", r"[a-z0-9]*") for part in parts) + " "
    return _Compiled(regex, frozenset({max(parts, key=len)}))


def _either(options: Sequence[_Compiled]) -> _Compiled:
    unknown = any(not option.triggers for option in options)
    triggers = frozenset() if unknown else frozenset().union(*(option.triggers for option in options))
    return _Compiled("(?:" + "|".join(option.regex for option in options) + ")", triggers)


def _element(element: str, concepts: Concepts) -> _Compiled:
    if set(element) == {"."}:
        return _Compiled(_GAPS[element], frozenset())
    optional, element = element.endswith("?"), element.removesuffix("?")
    options: list[_Compiled] = []
    for option in element.split("|"):
        if option.startswith("<"):
            name = option.strip("<>")
            if name not in concepts:
                raise BadInput(f"the concept <{name}> is not defined")
            options.extend(_compile(member, concepts) for member in concepts[name])
        else:
            options.append(_word(option))
    either = _either(options)
    return _Compiled(either.regex + "?", frozenset()) if optional else either


def _sequence(source: str, concepts: Concepts) -> _Compiled:
    elements = [_element(element, concepts) for element in source.split()]
    known = [element.triggers for element in elements if element.triggers]
    return _Compiled("".join(element.regex for element in elements), min(known, key=len, default=frozenset()))


def _compile(source: str, concepts: Concepts) -> _Compiled:
    parts = [_sequence(part, concepts) for part in source.split(" & ")]
    if len(parts) == 1:
        return parts[0]
    if len(parts) > 3:
        raise BadInput("at most three parts joined by &")
    known = [part.triggers for part in parts if part.triggers]
    orders = [_joined(order) for order in permutations(part.regex for part in parts)]
    return _Compiled(f"(?:{'|'.join(orders)})", min(known, key=len, default=frozenset()))


def _joined(parts: Sequence[str]) -> str:
    return _GAPS["&"].join(parts)


@dataclass
class _Pattern:
    key: str
    source: str
    regex: str

    @cached_property
    def compiled(self) -> re.Pattern[str]:
        """Compiled when its words first occur: a thousand expressions at import would cost half a second."""
        return re.compile(self.regex)

    @cached_property
    def negative(self) -> bool:
        return bool(_NEGATIVE.search(self.regex))


class PatternSet:
    """Many patterns, each with a key, searched at once; only those whose rarest word occurs are tried."""

    def __init__(self, patterns: Sequence[tuple[str, str]], concepts: Concepts | None = None) -> None:
        """`patterns`: (key, source); BadInput names the source that does not compile."""
        self._patterns: list[_Pattern] = []
        self._by_word: dict[str, list[int]] = defaultdict(list)
        self._by_stem: dict[str, list[int]] = defaultdict(list)
        for index, (key, source) in enumerate(patterns):
            try:
                compiled = _compile(source, concepts or {})
            except BadInput as error:
                raise BadInput(f"{key}: pattern {source!r}: {error}") from error
            if not compiled.triggers:
                raise BadInput(f"{key}: pattern {source!r}: needs a word that must be there")
            self._patterns.append(_Pattern(key, source, "(?<= )" + compiled.regex))
            self._index(index, compiled.triggers)

    def _index(self, index: int, triggers: frozenset[str]) -> None:
        for trigger in triggers:
            if trigger.endswith("*"):
                self._by_stem[trigger[:-1]].append(index)
            else:
                self._by_word[trigger].append(index)

    def _candidates(self, text: str) -> list[int]:
        found: set[int] = set()
        for token in set(text.split()):
            found.update(self._by_word.get(token, ()))
            for length in range(1, len(token) + 1):
                found.update(self._by_stem.get(token[:length], ()))
        return sorted(found)

    def find(self, text: str) -> Iterator[Hit]:
        """Every hit in a folded text (spaces at both ends), pattern by pattern in the order given."""
        for index in self._candidates(text):
            pattern = self._patterns[index]
            for match in pattern.compiled.finditer(text):
                yield Hit(pattern.key, pattern.source, match.start(), match.end(), pattern.negative)

    def keys(self, text: str) -> list[str]:
        """The keys that hit, each once, in the order given."""
        return list(dict.fromkeys(hit.key for hit in self.find(text)))

    def any(self, text: str) -> bool:
        return next(self.find(text), None) is not None
