"""Who is calling, said in one breath with what they want: "I'm Ana Ruiz, born May third 1980, and I need ..."."""

from __future__ import annotations

import re
from functools import lru_cache

from graphs.clinic.language.birth_dates import without_birth_date
from graphs.clinic.language.calendars import MONTHS, WEEKDAYS
from graphs.clinic.language.codes import Language
from graphs.clinic.language.figures import figures
from graphs.clinic.language.folding import fold
from graphs.clinic.language.name_words import (
    INTERJECTION,
    LEAD_IN,
    MONTHS_AS_NAMES,
    NEVER_A_NAME,
    NUMBER_WORDS,
    PARTICLES,
    STOP,
)
from graphs.clinic.language.names import ordinary_name, parse_name

_OTHER_WORDS = frozenset(
    fold(word)
    for words in (STOP, NEVER_A_NAME, NUMBER_WORDS, MONTHS, WEEKDAYS)
    for language in ("en", "es")
    for word in words[language]
    if word not in MONTHS_AS_NAMES
)
_MOST_NAMES = 5
# words of a full name, particles included
_NAME = re.compile(r"[a-z][a-z'.-]*")
_WRITTEN = re.compile(r"[^\W\d_][^\W\d_'’.-]*(?:['’-][^\W\d_]+)*")
_BORN: dict[Language, str] = {
    "en": (
        r"(?:\b(?:and|with|i was|i am|i'm|my|a|the) )*\b(?:born|date of birth|birth ?date|birthday|birth|dob|d o b)\b"
        r"(?:'s| is| was| on| in| the| it's)*"
    ),
    "es": (
        r"(?:\b(?:y|yo|mi|la|con|de|fecha) )*\b(?:naci|nacid[oa]|nacimiento|cumpleanos)\b(?: es| fue| el| en| dia| la)*"
    ),
}
_PLAINLY: dict[Language, str] = {
    "en": r"(?:my (?:full )?name(?:'?s| is)|this is|name is|i'm called)",
    "es": r"(?:me llamo|mi nombre(?: completo)? es|le habla|habla)",
}
# leads to a name and to nothing else
_CAPITALS: dict[Language, str] = {
    "en": r"\b(?:I['’]?m|I am|[Ii]t['’]?s) ([A-ZÁÉÍÓÚÑ]\w+) ([A-ZÁÉÍÓÚÑ]\w+)",
    "es": r"\b[Ss]oy ([A-ZÁÉÍÓÚÑ]\w+) ([A-ZÁÉÍÓÚÑ]\w+)",
}
# a full name, written as one
_BEHIND: dict[Language, str] = {"en": r"(?: here| speaking| calling)?", "es": r"(?: al habla| aqui)?"}
_LOOSE: dict[Language, str] = {
    "en": r"^(?:,| |and\b|hi\b|hello\b|so\b)+|(?:,| |\band)+$",
    "es": r"^(?:,| |y\b|hola\b)+|(?:,| |\by)+$",
}


def says_full_name(text: str, language: Language) -> bool:
    """Whether a full name with capitals follows "I'm"; "I'm really tired" is none."""
    found = re.search(_CAPITALS[language], text)
    return found is not None and not any(is_no_name(fold(word)) for word in found.groups())


def says_birth_date(text: str, language: Language) -> bool:
    """Whether a whole date of birth is among the words: a date with a year long past, or any behind "born"."""
    spoken = figures(text, language)
    return without_birth_date(spoken, language) != spoken


@lru_cache(maxsize=256)
def introduced_name(text: str, language: Language) -> str | None:
    """The name of somebody who introduces themselves: behind "my name is", or right before a date of birth."""
    spoken = figures(text, language)
    undated = without_birth_date(spoken, language)
    if undated == spoken:
        return parse_name(text, language)
    before = re.sub(rf"{_BORN[language]} *$", "", spoken[: _first_difference(spoken, undated)].rstrip(" ,"))
    names = _last_names(before.rstrip(" ,"))
    return _as_written(names, text) or ordinary_name(before, language, surely=True) or parse_name(text, language)


def _first_difference(one: str, other: str) -> int:
    return next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), len(other))


def _last_names(before: str) -> list[str]:
    """The words at the end that may be a full name; [] when they are fewer than two, or spelled."""
    names: list[str] = []
    for word in reversed(before.split()):
        if len(names) == _MOST_NAMES or not _NAME.fullmatch(word) or is_no_name(word):
            break
        names.insert(0, word)
    while names and names[0] in PARTICLES:
        names.pop(0)
    full = len([name for name in names if name not in PARTICLES]) > 1
    return names if full and all(len(name) > 1 for name in names) else []


def is_no_name(word: str) -> bool:
    """Whether a folded word is one that names are told from, in either language: "because", "tuesday", "porque"."""
    leads = (*LEAD_IN.values(), INTERJECTION)
    return word in _OTHER_WORDS or any(re.fullmatch(lead, word) for lead in leads)


def _as_written(names: list[str], text: str) -> str | None:
    """The names as the text spells them, with accents and capitals."""
    said = _WRITTEN.findall(text)
    folded = [fold(word) for word in said]
    for at in range(len(said) - len(names) + 1):
        if names and folded[at : at + len(names)] == names:
            return " ".join(
                word if not word.islower() or word in PARTICLES else word.title() for word in said[at:][: len(names)]
            )
    return " ".join(name.title() for name in names) or None


@lru_cache(maxsize=256)
def without_introduction(text: str, language: Language) -> str:
    """The words without name and date of birth, numbers as figures; the text as it is when nobody is introduced."""
    spoken = figures(text, language)
    undated = without_birth_date(spoken, language)
    dated = undated != spoken
    left = re.sub(_BORN[language], " ", undated, count=1) if dated else spoken
    rest = _without_name(" ".join(left.split()), text, language, dated=dated)
    if not dated and rest == spoken:
        return text
    return re.sub(_LOOSE[language], "", re.sub(r"(?:, )+", ", ", " ".join(rest.split())))


def _without_name(left: str, text: str, language: Language, *, dated: bool) -> str:
    """`left` without the name that `text` gives; without a date only a plain "my name is", or capitals."""
    name = introduced_name(text, language)
    if not name or (dated and " " not in name):
        return left
    loosely = dated or says_full_name(text, language)
    lead = rf"(?:{LEAD_IN[language]} )?" if loosely else rf"{_PLAINLY[language]} "
    said = re.escape(fold(name)).replace(r"\ ", " ")
    return re.sub(rf"\b{lead}{said}\b{_BEHIND[language]}", " ", left, count=1)
