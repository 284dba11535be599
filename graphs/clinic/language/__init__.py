"""The words for days, times, money, numbers and names, English and Spanish: understood as said, said as people do."""

from graphs.clinic.language.amounts import parse_amount
from graphs.clinic.language.birth_dates import is_part_of_date, parse_birth_date, which_birth_date
from graphs.clinic.language.choices import parse_choice
from graphs.clinic.language.codes import Language
from graphs.clinic.language.corrections import last_correction
from graphs.clinic.language.detection import detect_language
from graphs.clinic.language.due_dates import parse_due_date
from graphs.clinic.language.folding import fold, normalise
from graphs.clinic.language.impossible_days import no_such_day
from graphs.clinic.language.introductions import (
    introduced_name,
    is_no_name,
    says_birth_date,
    says_full_name,
    without_introduction,
)
from graphs.clinic.language.moves import moved_from_to
from graphs.clinic.language.names import parse_name
from graphs.clinic.language.numbers import digits, parse_number
from graphs.clinic.language.phones import parse_phone
from graphs.clinic.language.saying.amounts import say_amount
from graphs.clinic.language.saying.dates import say_date, say_time
from graphs.clinic.language.saying.lists import say_list
from graphs.clinic.language.saying.numbers import say_number
from graphs.clinic.language.saying.speakable import speakable
from graphs.clinic.language.saying.spelling import say_letters, say_phone
from graphs.clinic.language.when import When, parse_when

__all__ = [
    "Language",
    "When",
    "detect_language",
    "digits",
    "fold",
    "introduced_name",
    "is_no_name",
    "is_part_of_date",
    "last_correction",
    "moved_from_to",
    "no_such_day",
    "normalise",
    "parse_amount",
    "parse_birth_date",
    "parse_choice",
    "parse_due_date",
    "parse_name",
    "parse_number",
    "parse_phone",
    "parse_when",
    "say_amount",
    "say_date",
    "say_letters",
    "say_list",
    "say_number",
    "say_phone",
    "say_time",
    "says_birth_date",
    "says_full_name",
    "speakable",
    "which_birth_date",
    "without_introduction",
]
