"""What a caller means: emergencies, wishes, yes and no, topics. Pure functions, English and Spanish, below two ms."""

from graphs.clinic.understanding.answers import has_change, polarity
from graphs.clinic.understanding.beside import beside_red_flag
from graphs.clinic.understanding.classifier import LABELS
from graphs.clinic.understanding.for_another import for_another
from graphs.clinic.understanding.intents import Intent, classify, intents
from graphs.clinic.understanding.mood import asks_if_human, is_angry
from graphs.clinic.understanding.prices import asks_price, of_other_than_visit
from graphs.clinic.understanding.red_flags import RedFlag, red_flag
from graphs.clinic.understanding.still import is_past, still_emergency
from graphs.clinic.understanding.topics import specialty_wish, topic_wish
from graphs.clinic.understanding.universals import universal

__all__ = [
    "LABELS",
    "Intent",
    "RedFlag",
    "asks_if_human",
    "asks_price",
    "beside_red_flag",
    "classify",
    "for_another",
    "has_change",
    "intents",
    "is_angry",
    "is_past",
    "of_other_than_visit",
    "polarity",
    "red_flag",
    "specialty_wish",
    "still_emergency",
    "topic_wish",
    "universal",
]
