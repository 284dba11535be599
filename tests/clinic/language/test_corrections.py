"""What is left of an utterance after its corrections, and in which form it is read."""

from __future__ import annotations

import pytest

from graphs.clinic.language import last_correction, normalise

pytestmark = pytest.mark.check


@pytest.mark.parametrize(
    ("said", "language", "written"),
    [
        ("I'd like Tuesday, please!", "en", "i'd like tuesday, please"),
        ("Dr. Lee's office", "en", "doctor lee's office"),
        ("with dr lee", "en", "with doctor lee"),
        ("at three p.m. tomorrow.", "en", "at three pm tomorrow"),
        ("at 3 P M", "en", "at 3 pm"),
        ("nine o'clock", "en", "nine oclock"),
        ("nine o clock", "en", "nine oclock"),
        ("to morrow after noon", "en", "tomorrow afternoon"),
        ("half passed nine", "en", "half past nine"),
        ("a weak from monday", "en", "a week from monday"),
        ("won thirty", "en", "one thirty"),
        ("ate thirty", "en", "eight thirty"),
        ("Wensday mourning", "en", "wednesday mourning"),
        ("on 3/3/1980 at 10:30, $85.50", "en", "on 3/3/1980 at 10:30, $85.50"),
        ("1,250 dollars", "en", "1,250 dollars"),
        ("twenty-five", "en", "twenty five"),
        ("I won and I ate", "en", "i won and i ate"),
        ("“Smart” – quotes…", "en", "smart quotes"),
        ("¿Mañana, a las diez y media?", "es", "manana, a las diez y media"),
        ("la Dra. Núñez", "es", "la doctora nunez"),
        ("a las 3 p. m.", "es", "a las 3 pm"),
        ("a medio día", "es", "a mediodia"),
        ("85,50 dólares", "es", "85,50 dolares"),
        ("", "es", ""),
    ],
)
def test_text_is_brought_into_one_form(said, language, written) -> None:
    assert normalise(said, language) == written


@pytest.mark.parametrize("language", ["en", "es"])
def test_normal_form_stays_as_it_is(language) -> None:
    once = normalise("Dr. Lee, 3 p. m.; 10:30 — ¿el martes? o'clock", language)
    assert normalise(once, language) == once


@pytest.mark.parametrize(
    ("said", "language", "counts"),
    [
        ("Tuesday at nine, no wait, Thursday", "en", "at nine, thursday"),
        ("Tuesday at nine, no, at ten", "en", "tuesday, at ten"),
        ("Tuesday at nine, no wait, Thursday at ten", "en", "thursday at ten"),
        ("the fifth, not five o'clock", "en", "the fifth"),
        ("Thursday instead of Tuesday", "en", "thursday"),
        ("Tuesday, no wait, let me think", "en", "tuesday, let me think"),
        ("jon, no, john smith", "en", "john smith"),
        ("fifty, make that sixty", "en", "sixty"),
        ("tuesday", "en", "tuesday"),
        ("el martes a las nueve, no, perdón, el jueves", "es", "a las nueve, el jueves"),
        ("cincuenta, digo, sesenta", "es", "sesenta"),
    ],
)
def test_the_last_value_of_each_kind_counts(said, language, counts) -> None:
    assert last_correction(said, language) == counts
