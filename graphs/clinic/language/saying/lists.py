"""Several things in one breath."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal

from graphs.clinic.language.codes import Language
from graphs.clinic.language.folding import fold


def say_list(items: Sequence[str], language: Language, conjunction: Literal["and", "or"] = "and") -> str:
    """ "a, b, and c"; Spanish "a, b y c", with "e" and "u" before a word of the same sound; "" for no items."""
    if len(items) < 2:
        return "".join(items)
    head, last = ", ".join(items[:-1]), items[-1]
    if language == "en":
        return f"{head}{',' if len(items) > 2 else ''} {conjunction} {last}"
    return f"{head} {_conjunction_es(conjunction, last)} {last}"


def _conjunction_es(conjunction: str, following: str) -> str:
    sound = fold(following)
    if conjunction == "and":
        return "e" if re.match(r"h?i(?![aeou])", sound) else "y"
    return "u" if re.match(r"h?o", sound) else "o"
