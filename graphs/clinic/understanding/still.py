"""The answer to "Is this happening now?"."""

from __future__ import annotations

from graphs.clinic.understanding.answers import polarity
from graphs.clinic.understanding.lexicon import STILL
from graphs.clinic.understanding.red_flag_rules import RULES
from graphs.clinic.understanding.red_flags import red_flag
from graphs.clinic.understanding.words import fold


def still_emergency(answer: str) -> bool:
    """False only for a clear no (it is over, it was years ago); a yes, silence, anything unclear: an emergency."""
    text = fold(answer).text
    said = STILL.keys(text)
    if red_flag(answer).level == "emergency" or ("unsure" in said and not _past(text)):
        return True
    answered = polarity(answer, "en")
    return not (answered == "no" or (answered is None and ("over" in said or _past(text))))


def is_past(text: str) -> bool:
    """Whether the words tell of something long ago, or of a relative's history."""
    return _past(fold(text).text)


def _past(text: str) -> bool:
    return any(RULES.contexts[name].any(text) for name in ("distant_past", "history"))
