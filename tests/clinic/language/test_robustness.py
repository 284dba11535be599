"""No utterance, however odd, breaks a parser."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graphs.clinic.language import (
    detect_language,
    digits,
    last_correction,
    normalise,
    parse_amount,
    parse_birth_date,
    parse_choice,
    parse_due_date,
    parse_name,
    parse_number,
    parse_phone,
    parse_when,
)

from .test_birth_dates import ENGLISH as BIRTH_EN
from .test_birth_dates import SPANISH as BIRTH_ES
from .test_names import ENGLISH as NAMES_EN
from .test_when import ENGLISH as WHEN_EN
from .test_when import SPANISH as WHEN_ES
from .wishes import NOW, TODAY

pytestmark = pytest.mark.check

_PHRASES = [said for said, _ in [*WHEN_EN, *WHEN_ES, *BIRTH_EN, *BIRTH_ES, *NAMES_EN]]
_WORDS = sorted({word for phrase in _PHRASES for word in phrase.split()})
WORD_SALAD = st.lists(
    st.one_of(st.sampled_from(_WORDS), st.integers(0, 10**15).map(str), st.text(max_size=5)), max_size=14
).map(" ".join)


def parse_all(text: str, language) -> None:
    for parse in (normalise, last_correction, digits, parse_number, parse_amount, parse_phone, parse_name):
        parse(text, language)
    parse_birth_date(text, language, TODAY)
    parse_due_date(text, language, TODAY)
    parse_choice(text, language, 3)
    parse_when(text, language, NOW)
    detect_language(text, None)
    detect_language(text, "en")


@given(text=st.one_of(st.text(max_size=80), WORD_SALAD), language=st.sampled_from(["en", "es"]))
@settings(max_examples=150)
def test_no_parser_raises_on_any_text(text, language) -> None:
    parse_all(text, language)


@pytest.mark.parametrize(
    "text",
    [
        *(
            "9" * 5000,
            "in 99 weeks " * 50,
            "two " * 500,
            "a " * 1000,
            "no, " * 800,
            "s m y " * 300,
            "mil",
            "take ten mil a day",
            "§ ¤ §A ¤B",
            "\x00\ud800",
        ),
        *(
            "march " * 300,
            "1/1/" * 300,
            "tuesday or " * 200,
            "(((" * 500,
            "٣ ٤ ٥",
            "½ past ten",
            "the 31st of february",
        ),
    ],
    ids=range(17),
)
def test_long_and_hostile_texts_take_no_time(text: str) -> None:
    started = time.process_time()
    parse_all(text, "en")
    parse_all(text, "es")
    assert time.process_time() - started < 2
