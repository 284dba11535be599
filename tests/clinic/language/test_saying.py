"""Dates, times, lists and numbers as we say them."""

from __future__ import annotations

import re
from datetime import date, time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graphs.clinic.language import say_date, say_list, say_number, say_time

from .wishes import TODAY

pytestmark = pytest.mark.check


@pytest.mark.parametrize(
    ("day", "english", "spanish"),
    [
        (date(2026, 3, 3), "Tuesday, March third", "martes tres de marzo"),
        (date(2026, 12, 1), "Tuesday, December first", "martes primero de diciembre"),
        (date(2026, 10, 31), "Saturday, October thirty-first", "sábado treinta y uno de octubre"),
    ],
)
def test_days_are_said_with_their_weekday(day, english, spanish) -> None:
    assert say_date(day, "en") == english
    assert say_date(day, "es") == spanish


@pytest.mark.parametrize(
    ("day", "english", "spanish"),
    [
        (date(1980, 3, 3), "March third, nineteen eighty", "tres de marzo de mil novecientos ochenta"),
        (date(2004, 5, 1), "May first, two thousand four", "primero de mayo de dos mil cuatro"),
        (date(1905, 7, 4), "July fourth, nineteen oh five", "cuatro de julio de mil novecientos cinco"),
        (date(2010, 7, 4), "July fourth, twenty ten", "cuatro de julio de dos mil diez"),
        (date(2000, 1, 21), "January twenty-first, two thousand", "veintiuno de enero de dos mil"),
    ],
)
def test_birth_dates_are_said_with_their_year(day, english, spanish) -> None:
    assert say_date(day, "en", with_year=True) == english
    assert say_date(day, "es", with_year=True) == spanish


def test_near_days_are_said_as_such_too() -> None:
    assert say_date(date(2026, 11, 22), "en", today=TODAY) == "tomorrow, Sunday, November twenty-second"
    assert say_date(TODAY, "en", today=TODAY) == "today, Saturday, November twenty-first"
    assert say_date(date(2026, 11, 22), "es", today=TODAY) == "mañana, domingo veintidós de noviembre"
    assert say_date(date(2026, 11, 30), "en", today=TODAY) == "Monday, November thirtieth"


@pytest.mark.parametrize(
    ("at", "english", "spanish"),
    [
        (time(10, 30), "ten thirty in the morning", "las diez y media de la mañana"),
        (time(15), "three in the afternoon", "las tres de la tarde"),
        (time(12), "noon", "las doce del mediodía"),
        (time(13), "one in the afternoon", "la una de la tarde"),
        (time(9, 5), "nine oh five in the morning", "las nueve y cinco de la mañana"),
        (time(9, 15), "nine fifteen in the morning", "las nueve y cuarto de la mañana"),
        (time(12, 30), "twelve thirty in the afternoon", "las doce y media de la tarde"),
        (time(18), "six in the evening", "las seis de la tarde"),
        (time(0), "midnight", "las doce de la noche"),
    ],
)
def test_times_are_said_with_the_part_of_the_day(at, english, spanish) -> None:
    assert say_time(at, "en") == english
    assert say_time(at, "es") == spanish


def test_lists_end_in_a_conjunction() -> None:
    assert say_list([], "en") == ""
    assert say_list(["nine"], "en") == "nine"
    assert say_list(["nine", "ten"], "en", "or") == "nine or ten"
    assert say_list(["nine", "ten", "noon"], "en", "or") == "nine, ten, or noon"
    assert say_list(["las nueve", "las diez"], "es", "or") == "las nueve o las diez"
    assert say_list(["Ana", "Ignacio"], "es") == "Ana e Ignacio"
    assert say_list(["siete", "ocho"], "es", "or") == "siete u ocho"
    assert say_list(["agua", "hielo"], "es") == "agua y hielo"


def test_numbers_are_said_in_words() -> None:
    assert say_number(0, "en") == "zero"
    assert say_number(121_345, "en") == "one hundred twenty-one thousand three hundred forty-five"
    assert say_number(-3, "es") == "menos tres"
    assert say_number(21_000, "es") == "veintiún mil"
    assert say_number(1_000_000, "es") == "un millón"


@given(n=st.integers(), day=st.dates(), at=st.times(), language=st.sampled_from(["en", "es"]))
@settings(max_examples=200)
def test_what_we_say_holds_no_figures_and_no_signs(n, day, at, language) -> None:
    for said in (
        say_number(n, language),
        say_date(day, language),
        say_date(day, language, with_year=True),
        say_time(at, language),
    ):
        assert re.fullmatch(r"[a-zA-ZáéíóúñÑ ,-]+", said)
