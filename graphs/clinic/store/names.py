"""Whether a name that was heard is the name on file: accents, sound-alikes, nicknames, two surnames.

Each word that was said is compared with the words on file by spelling (rapidfuzz) and by sound (jellyfish's metaphone;
for Spanish the letters that sound alike are folded together), and takes the best word that is left.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache

import jellyfish
from rapidfuzz import fuzz
from rapidfuzz.distance import JaroWinkler

SAME_NAME = 0.85
# from this score on two names are taken as the same
POSSIBLE_NAME = 0.6
# below it a name is not worth a look
ONE_WORD = 0.7
# the most that a single word scores against a full name: a first name alone proves little
GLUED = 0.93
# from this likeness on the letters of the whole name count, however they were cut into words
EXTRA_WORD = 0.05
# cost of a heard word that is not on file: a middle name
UNSAID_WORD = 0.01
# cost of a word on file that was not said: a second surname

SHORT_SPELLING = 60
# percent of likeness in spelling that names with one or two consonants need to be sound-alikes
ENGLISH_TITLES = ("doctor", "dr", "mr", "mrs", "ms", "miss", "mister")
SPANISH_TITLES = ("doctora", "dra", "senor", "senora", "senorita", "sr", "sra", "srta", "don", "dona")
TITLES = frozenset((*ENGLISH_TITLES, *SPANISH_TITLES))
PARTICLES = frozenset(("de", "del", "la", "las", "los", "y", "e", "van", "von", "der"))
PREFIXES = frozenset(("o", "mc", "mac", "d"))
NICKNAMES = (
    ("robert", "rob", "bob", "bobby", "robbie"),
    ("william", "will", "bill", "billy", "liam"),
    ("elizabeth", "liz", "beth", "betty", "lisa", "eliza"),
    ("james", "jim", "jimmy", "jamie"),
    ("john", "jon", "johnny", "jack"),
    ("michael", "mike", "mikey"),
    ("thomas", "tom", "tommy"),
    ("richard", "rick", "dick", "rich"),
    ("susan", "sue", "susie", "suzanne"),
    ("catherine", "katherine", "kathryn", "kathy", "kate", "katie", "cathy"),
    ("margaret", "maggie", "peggy", "meg"),
    ("daniel", "dan", "danny"),
    ("joseph", "joe", "joey"),
    ("anthony", "tony"),
    ("david", "dave"),
    ("christopher", "chris"),
    ("jennifer", "jen", "jenny"),
    ("patricia", "pat", "patty", "tricia"),
    ("steven", "stephen", "steve"),
    ("edward", "ed", "eddie", "ted"),
    ("jose", "pepe"),
    ("francisco", "paco", "pancho"),
    ("guadalupe", "lupe", "lupita"),
    ("ignacio", "nacho"),
    ("jesus", "chuy"),
    ("dolores", "lola"),
    ("rosario", "charo"),
    ("isabel", "chabela"),
)
SPANISH_SOUNDS = (
    (r"v", "b"),
    (r"ll", "y"),
    (r"qu(?=[ei])", "k"),
    (r"gu(?=[ei])", "g"),
    (r"g(?=[ei])", "j"),
    (r"x", "j"),
    (r"c(?=[ei])", "s"),
    (r"z", "s"),
    (r"c(?!h)", "k"),
    (r"(?<!c)h", ""),
    (r"i$", "y"),
    (r"(.)\1", r"\1"),
)


def fold(text: str) -> str:
    """Lower case without accents, with only letters and single spaces: "O'Brien-Hughes" -> "obrien hughes"."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    letters = "".join(sign for sign in plain if not unicodedata.combining(sign))
    joined = re.sub(r"['’‘`´.]", "", letters)
    return " ".join(re.sub(r"[^\w]|[\d_]", " ", joined).split())


def words(name: str) -> tuple[str, ...]:
    """The words of a name that count: no titles, no "de la", "o brien" and "mc donald" joined."""
    found: list[str] = []
    for word in fold(name).split():
        if found and found[-1] in PREFIXES:
            found[-1] += word
        elif word not in TITLES and word not in PARTICLES:
            found.append(word)
    return tuple(found)


def similarity(said: str, on_file: str) -> float:
    """0..1: how well a name that was heard fits the full name on file; order and left-out surnames do not matter."""
    heard, known = words(said), words(on_file)
    if not heard or not known:
        return 0.0
    together = fuzz.ratio("".join(heard), "".join(known)) / 100
    best = max(_word_by_word(heard, known), together if together >= GLUED else 0.0)
    return min(best, ONE_WORD) if len(heard) == 1 < len(known) and together < GLUED else best


def word_similarity(one: str, other: str) -> float:
    """0..1 for two folded words: 1 equal, 0.95 nickname or same sound in Spanish, 0.92 in English, else by spelling."""
    if one == other:
        return 1.0
    if _same_spanish_sound(one, other) or _nicknames(one, other):
        return 0.95
    spelling = JaroWinkler.similarity(one, other) / 2 + fuzz.ratio(one, other) / 200
    return max(spelling, 0.92 if _sound_alike(one, other) else 0.0)


def _word_by_word(heard: tuple[str, ...], known: tuple[str, ...]) -> float:
    """The mean of the paired words, pulled down by the worst pair; words without a partner cost a little."""
    scores = _paired(heard, known)
    fit = (sum(scores) / len(scores) + min(scores)) / 2
    spare = EXTRA_WORD * max(0, len(heard) - len(known)) + UNSAID_WORD * max(0, len(known) - len(heard))
    return max(0.0, fit - spare)


def _paired(heard: tuple[str, ...], known: tuple[str, ...]) -> list[float]:
    """Scores of the best pairs, each word in one pair at most; as many as the shorter name has words."""
    pairs = sorted(
        ((word_similarity(h, k), i, j) for i, h in enumerate(heard) for j, k in enumerate(known)), reverse=True
    )
    scores: list[float] = []
    used_heard: set[int] = set()
    used_known: set[int] = set()
    for score, i, j in pairs:
        if i not in used_heard and j not in used_known:
            used_heard.add(i)
            used_known.add(j)
            scores.append(score)
    return scores


@cache
def _nickname_groups() -> dict[str, int]:
    return {name: number for number, group in enumerate(NICKNAMES) for name in group}


def _nicknames(one: str, other: str) -> bool:
    groups = _nickname_groups()
    return one in groups and groups[one] == groups.get(other)


def _same_spanish_sound(one: str, other: str) -> bool:
    """Alike to a Spanish ear, or as an English one writes it down: a Spanish j as h."""
    if _spanish_sound(one) == _spanish_sound(other):
        return True
    return _spanish_sound(_h_as_j(one)) == _spanish_sound(_h_as_j(other))


def _h_as_j(word: str) -> str:
    return re.sub(r"h(?=[aeiou])", "j", word)


def _spanish_sound(word: str) -> str:
    for letters, sound in SPANISH_SOUNDS:
        word = re.sub(letters, sound, word)
    return word


def _sound_alike(one: str, other: str) -> bool:
    """The same consonants to an English ear on a telephone; a short name has few, so its spelling must be near too."""
    code = _consonants(one)
    if code != _consonants(other):
        return False
    return len(code) > 2 or fuzz.ratio(one, other) >= SHORT_SPELLING or _long_e(one) == _long_e(other)


def _consonants(word: str) -> str:
    return jellyfish.metaphone(_long_e(re.sub(r"(?<=[aeiou])h", "", word))).replace("M", "N")


def _long_e(word: str) -> str:
    return re.sub(r"eigh|ea|ee|ey|ie|y", "i", word)
