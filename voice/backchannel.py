"""Words that mean "go on": said over the agent's speech they do not interrupt it. Pure."""

from __future__ import annotations

import re

_GO_ON = frozenset(
    {
        *("uh", "huh", "mhm", "hm", "hmm", "mm", "mmm", "um", "ah", "oh", "okay", "ok", "right", "yeah", "yep"),
        *("yes", "sure", "alright", "cool", "great", "good", "fine", "i", "see", "got", "it", "all"),
        *("ajá", "aja", "sí", "si", "vale", "claro", "bueno", "bien", "ya", "entiendo", "entendido"),
    }
)
MAX_WORDS = 3
STILL_TO_SAY_SECONDS = 1.0
# with less than this left of the reply, "okay" is an answer to it


def is_backchannel(text: str) -> bool:
    """True for "uh huh", "okay", "I see"; false for nothing and for whatever carries a wish."""
    words = re.findall(r"[\w']+", text.casefold())
    return 0 < len(words) <= MAX_WORDS and all(word in _GO_ON for word in words)


def means_go_on(text: str, *, agent_seconds_left: float) -> bool:
    """True when the agent should speak on in spite of these words."""
    return agent_seconds_left > STILL_TO_SAY_SECONDS and is_backchannel(text)
