"""What an utterance says beside a possible emergency: "my chest hurt last year and I need a cardiologist"."""

from __future__ import annotations

import re

from graphs.clinic.understanding.red_flags import red_flag
from graphs.clinic.understanding.still import is_past

_JOINTS = re.compile(
    r"[.,;:!?]+|\b(?:and|so|but|because|since|then|that'?s why|which is why)\b"
    r"|\b(?:y|e|pero|porque|pues|entonces|as[ií] que|por eso)\b",
    re.IGNORECASE,
)


def beside_red_flag(text: str) -> str:
    """The clauses that raise no red flag and tell of nothing past; "" when none is left."""
    clauses = (clause.strip() for clause in _JOINTS.split(text))
    return ", ".join(c for c in clauses if c and red_flag(c).level == "none" and not is_past(c))
