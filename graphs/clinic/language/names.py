"""Names of people as callers give them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Container

from graphs.clinic.language.calendars import MONTHS, WEEKDAYS
from graphs.clinic.language.codes import Language
from graphs.clinic.language.folding import fold
from graphs.clinic.language.letters import unspelled
from graphs.clinic.language.name_words import (
    FIRST_NAME,
    GREETING,
    LAST_NAME,
    LEAD_IN,
    MONTHS_AS_NAMES,
    NEVER_A_NAME,
    NUMBER_WORDS,
    PARTICLES,
    SPELLING,
    STOP,
    TAKE_BACK,
    TITLE,
)
from graphs.clinic.language.respelling import take_hint

_WORD = re.compile(r"=?[^\W\d_](?:[^\W\d_]|['.-](?=[^\W\d_]))*")
_WRITTEN_WORD = re.compile(r"[^\W\d_][^\W\d_'-]*(?:['-][^\W\d_]+)*")
_MOST_WORDS = 6
_IRISH = "brien|connor|connell|neil|neill|neal|reilly|hara|donnell|malley|leary|keefe|dea|shea|sullivan|grady|rourke"
_LIKE = 40
# of 100; a spelled word less like a heard one than this is another word


def parse_name(text: str, language: Language) -> str | None:
    """The person's name, capitalised as usual; None when the words do not look like a name.

    Lead-ins and what follows the name (dates, "speaking", the errand) are left out; spelled letters ("s m y t h",
    "B as in boy", "with a y") beat the sound; the last take of a correction counts.
    """
    hint, spoken = take_hint(_prepared(text, language), language)
    heard: list[str] = []
    spelled_any = False
    for take in re.split(rf"(?:^|\s),?\s?{TAKE_BACK[language]}(?=\s|$)", spoken):
        names = [w for w in _names(take, language) if not w.startswith("=")]
        spelled = [w[1:] for w in take.split() if w.startswith("=")]
        heard = names if _is_name(names, language) else heard
        heard = _corrected(heard, spelled)
        spelled_any = spelled_any or bool(spelled)
    heard = hint.applied(heard) if hint else heard
    if heard and (spelled_any or _is_name(heard, language)):
        full = ordinary_name(text, language) if len(heard) == 1 and not spelled_any else None
        return full if full and full.startswith(f"{_written(heard)} ") else _written(heard)
    return ordinary_name(text, language)


def ordinary_name(text: str, language: Language, *, surely: bool = False) -> str | None:
    """A full name of two words that mean something else too, "Rose Day", "Mark Monday", where nothing else was said.

    Both written as names; a day or month, which always is, behind a first word that is no other word. `surely` where
    only a name can stand.
    """
    said = _WRITTEN_WORD.findall(_bare(text, language))
    if len(said) != 2 or any(_among(word, STOP[language], NUMBER_WORDS[language]) for word in said):
        return None
    first, second = said
    dated = _among(second, MONTHS[language], WEEKDAYS[language])
    if dated and not surely:
        is_name = fold(first) in MONTHS_AS_NAMES or not _is_ordinary(first, language)
    else:
        is_name = surely or (first.istitle() and second.istitle())
    return _written([word.casefold() for word in said]) if is_name else None


def _bare(text: str, language: Language) -> str:
    """The words behind greeting and lead-in; "" where there is a sign inside, which parts two things."""
    around = rf"(?:\s|[,.!]|(?:{GREETING[language]}|{LEAD_IN[language]})(?=[\s,.]|$))"
    bare = re.sub(rf"^{around}+|[\s.,!]+$", "", text.replace("’", "'"), flags=re.IGNORECASE)
    return "" if re.search(r"[^\w\s'-]|\d", bare) else bare


def _is_ordinary(word: str, language: Language) -> bool:
    """Whether a word is one that names are told from."""
    return _among(word, NEVER_A_NAME[language], MONTHS[language], WEEKDAYS[language])


def _among(word: str, *lists: Container[str]) -> bool:
    """Whether a word stands in one of the lists, with its accents or without."""
    return any(form in words for form in (word.casefold(), fold(word)) for words in lists)


def _prepared(text: str, language: Language) -> str:
    """Lower case with accents kept, "hyphen" as a sign, commas apart, spelled rows as "=word", titles left out."""
    lower = unicodedata.normalize("NFC", text.replace("’", "'").replace("–", "-").casefold())
    lower = lower.replace("=", " ")
    lower = re.sub(r"\s+(?:hyphen|dash|guion|guión)\s+", "-", lower)
    lower = re.sub(rf"\b{TITLE[language]}\b\.?(?= [a-zñ]{{2}})", " ", lower)
    lower = re.sub(r"\b([a-zñ])\.(?=\s|,|$)", r"\1 ", lower)
    lower = re.sub(r"[!?¿¡;:\"()]|\.(?!\w)", " , ", lower)
    lower = re.sub(rf"\bo'\s+(?=[a-z])|\bo (?=(?:{_IRISH})\b)", "o'", lower)
    lower = re.sub(r"\b(mc|mac) (?=[a-z]{4,})", r"\1", lower)
    joined = unspelled(" ".join(lower.replace(",", " , ").split()), language)
    return re.sub(rf"\b{SPELLING[language]} (?==)", "", joined)


def _names(take: str, language: Language) -> list[str]:
    """The words of the name in one take: behind the last lead-in that has one, else at its beginning."""
    parts = _first_and_last(take, language)
    if parts:
        return parts
    behind = re.split(rf"(?:^|(?<=\s)){LEAD_IN[language]}(?=\s|$)", take)[1:]
    found = [words for piece in reversed(behind) if (words := _run(piece, language)) and _is_name(words, language)]
    return found[0] if found else _run(take, language)


def _first_and_last(take: str, language: Language) -> list[str]:
    """ "first name John last name Smith", in either order."""
    first = re.search(rf"\b{FIRST_NAME[language]}\s(?P<rest>.*)", take)
    last = re.search(rf"\b{LAST_NAME[language]}\s(?P<rest>.*)", take)
    if not first or not last:
        return []
    return _run(first["rest"], language)[:1] + _run(last["rest"], language)[:3]


def _run(piece: str, language: Language) -> list[str]:
    """The first row of words that may belong to a name."""
    said = re.sub(rf"^(?:\s|,|{GREETING[language]}(?=[\s,]|$))+", "", piece).split()
    words: list[str] = []
    for at, word in enumerate(said):
        if word == "," and len(words) == 1 and words[0] in said[at + 1 : at + 4]:
            words = []
        elif _ends(said, at, language, words):
            break
        elif word != ",":
            words.append(word)
    return words


def _ends(said: list[str], at: int, language: Language, words: list[str]) -> bool:
    word, rest = said[at], [t for t in said[at + 1 :] if t != ","]
    if word == ",":
        return bool(words) and not (rest and rest[0].startswith("=")) and not (len(words) == 1 == len(rest))
    if fold(word) in MONTHS[language] and (word not in MONTHS_AS_NAMES or _numeric(rest, language)):
        return True
    return word in STOP[language] or word in NUMBER_WORDS[language] or not _WORD.fullmatch(word)


def _numeric(rest: list[str], language: Language) -> bool:
    following = [t for t in rest[:2] if t not in ("the", "de", "of")]
    return bool(following) and (following[0][0].isdigit() or following[0] in NUMBER_WORDS[language])


def _corrected(heard: list[str], spelled: list[str]) -> list[str]:
    """Each spelled word takes the place of the heard word that it resembles, else of the last one (the surname)."""
    if not heard or not spelled:
        return spelled or heard
    from rapidfuzz import fuzz

    result = list(heard)
    for word in spelled:
        likeness = [fuzz.ratio(word, fold(w)) for w in result]
        best = max(range(len(result)), key=likeness.__getitem__)
        if len(result) > 1 and fuzz.ratio(word, "".join(result)) > max(likeness[best], 60):
            return _cut_like(word, result)
        at = best if likeness[best] >= _LIKE else len(result) - 1
        result[at] = result[at] if fold(result[at]) == fold(word) else word
    return result


def _cut_like(spelled: str, heard: list[str]) -> list[str]:
    """First name and surname spelled in one row, cut where the heard words were."""
    from rapidfuzz import fuzz

    first, rest = heard[0], "".join(heard[1:])
    likeness = {n: fuzz.ratio(spelled[:n], first) + fuzz.ratio(spelled[n:], rest) for n in range(1, len(spelled))}
    cut = max(likeness, key=likeness.__getitem__)
    return [spelled[:cut], spelled[cut:]]


def _is_name(words: list[str], language: Language) -> bool:
    proper = [w.lstrip("=") for w in words if w not in PARTICLES]
    if not proper or len(words) > _MOST_WORDS:
        return False
    return not any(w in NEVER_A_NAME[language] for w in proper) and any(len(w) > 1 for w in proper)


def _written(words: list[str]) -> str:
    shown = [w if w in PARTICLES and at else _capitalised(w) for at, w in enumerate(words)]
    return " ".join(f"{w}." if len(w) == 1 and 0 < at < len(shown) - 1 else w for at, w in enumerate(shown))


def _capitalised(word: str) -> str:
    """ "o'brien-hughes" -> "O'Brien-Hughes", "mcdonald" -> "McDonald"."""
    capital = "".join(part[:1].upper() + part[1:] for part in re.split(r"(['.-])", word))
    return re.sub(r"\bMc([a-z])(?=[a-z]{2})", lambda m: f"Mc{m[1].upper()}", capital)
