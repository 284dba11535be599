"""Dates of birth as callers say them."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graphs.clinic.language import parse_birth_date, say_date

from .wishes import TODAY

pytestmark = pytest.mark.check

ENGLISH = [
    ("march third nineteen eighty", "1980-03-03"),
    ("March 3rd, 1980", "1980-03-03"),
    ("march 3 1980", "1980-03-03"),
    ("3 March 1980", "1980-03-03"),
    ("march third eighty", "1980-03-03"),
    ("my birthday is the third of march nineteen eighty", "1980-03-03"),
    ("I was born on the third of March, 1980.", "1980-03-03"),
    ("it's march the third nineteen eighty two", "1982-03-03"),
    ("3/3/1980", "1980-03-03"),
    ("7/4/1962", "1962-07-04"),
    ("25/12/1962", "1962-12-25"),
    ("August fifteenth, nineteen, eighty five.", "1985-08-15"),
    ("October, twenty, nineteen, ninety.", "1990-10-20"),
    ("October, twenty, nineteen ninety.", "1990-10-20"),
    ("twelfth of May, nineteen, seventy, five", "1975-05-12"),
    ("seventh of June, two thousand, four", "2004-06-07"),
    ("June, five, twenty, sixteen.", "2016-06-05"),
    ("03-04-1980", "1980-03-04"),
    ("1980-03-04", "1980-03-04"),
    ("3/4/80", "1980-03-04"),
    ("03031980", "1980-03-03"),
    ("three four eighty", "1980-03-04 1980-04-03"),
    ("three three nineteen eighty", "1980-03-03"),
    ("oh three oh four nineteen eighty", "1980-03-04 1980-04-03"),
    ("zero three zero four eighty", "1980-03-04 1980-04-03"),
    ("three slash four slash eighty", "1980-03-04 1980-04-03"),
    ("twelve twenty five sixty", "1960-12-25"),
    ("twenty five twelve sixty", "1960-12-25"),
    ("december twenty fifth nineteen sixty", "1960-12-25"),
    ("may fifth two thousand four", "2004-05-05"),
    ("may fifth two thousand and four", "2004-05-05"),
    ("may fifth twenty ten", "2010-05-05"),
    ("may fifth twenty oh four", "2004-05-05"),
    ("july fourth oh five", "2005-07-04"),
    ("july fourth nineteen oh seven", "1907-07-04"),
    ("february twenty ninth nineteen eighty", "1980-02-29"),
    ("february twenty ninth nineteen eighty one", ""),
    ("january first two thousand", "2000-01-01"),
    ("march third nineteen hundred and eighty", "1980-03-03"),
    ("june third twenty twenty six", "2026-06-03"),
    ("december third twenty twenty six", ""),
    ("john smith march third 1980", "1980-03-03"),
    ("john smith, born march third nineteen eighty", "1980-03-03"),
    ("march third, no, fourth, nineteen eighty", "1980-03-04"),
    ("march third nineteen eighty, no, eighty one", "1981-03-03"),
    ("march third nineteen eighty, sorry, nineteen eighty one", "1981-03-03"),
    ("march third nineteen eighty, no wait, april third", "1980-04-03"),
    ("march third no april fourth nineteen eighty", "1980-04-04"),
    ("marched third nineteen eighty", "1980-03-03"),
    ("the fourth of july eighty", "1980-07-04"),
    ("third march eighty", "1980-03-03"),
    ("nineteen eighty march third", "1980-03-03"),
    ("born in march of nineteen eighty on the third", "1980-03-03"),
    ("july fourth oh eight", "2008-07-04 1908-07-04"),
    ("third march, make that fifth march nineteen eighty", "1980-03-05"),
    ("three three eight zero", "1980-03-03"),
    ("oh three oh four one nine eight oh", "1980-03-04 1980-04-03"),
    ("the 3rd of the 4th 1980", "1980-04-03 1980-03-04"),
    ("March 3, '80", "1980-03-03"),
    ("one one two thousand", "2000-01-01"),
    ("march third", ""),
    ("nineteen eighty", ""),
    ("my knee hurts", ""),
    ("why do you need my birthday", ""),
    ("", ""),
]

SPANISH = [
    ("tres de marzo del ochenta", "1980-03-03"),
    ("tres de marzo de mil novecientos ochenta", "1980-03-03"),
    ("el tres de marzo de 1980", "1980-03-03"),
    ("nací el tres de marzo del ochenta y dos", "1982-03-03"),
    ("primero de mayo de mil novecientos ochenta", "1980-05-01"),
    ("tres cuatro ochenta", "1980-04-03 1980-03-04"),
    ("tres del cuatro del ochenta", "1980-04-03 1980-03-04"),
    ("3/4/1980", "1980-04-03 1980-03-04"),
    ("quince de agosto, mil novecientos, ochenta y cinco", "1985-08-15"),
    ("veinte, octubre, mil, novecientos noventa", "1990-10-20"),
    ("veinticinco de diciembre del sesenta", "1960-12-25"),
    ("cinco de mayo de dos mil cuatro", "2004-05-05"),
    ("cinco de mayo del dos mil diez", "2010-05-05"),
    ("treinta y uno de enero de mil novecientos noventa y nueve", "1999-01-31"),
    ("mi fecha de nacimiento es el quince de agosto de mil novecientos setenta y cinco", "1975-08-15"),
    ("marzo tres de mil novecientos ochenta", "1980-03-03"),
    ("tres de marzo, no, perdón, cuatro de marzo del ochenta", "1980-03-04"),
    ("María García, tres de marzo del ochenta", "1980-03-03"),
    ("veintinueve de febrero del ochenta y uno", ""),
    ("no sé", ""),
]


def shown(dates: list[date]) -> str:
    return " ".join(d.isoformat() for d in dates)


@pytest.mark.parametrize(("said", "meant"), ENGLISH)
def test_english_birth_date_is_understood(said: str, meant: str) -> None:
    assert shown(parse_birth_date(said, "en", TODAY)) == meant


@pytest.mark.parametrize(("said", "meant"), SPANISH)
def test_spanish_birth_date_is_understood(said: str, meant: str) -> None:
    assert shown(parse_birth_date(said, "es", TODAY)) == meant


PAST = st.dates(date(1910, 1, 1), TODAY)


@given(born=PAST, language=st.sampled_from(["en", "es"]))
@settings(max_examples=300)
def test_a_birth_date_that_we_say_is_understood_as_that_date(born, language) -> None:
    assert parse_birth_date(say_date(born, language, with_year=True), language, TODAY)[0] == born


@given(born=PAST)
@settings(max_examples=100)
def test_a_written_birth_date_is_among_the_candidates(born) -> None:
    assert born in parse_birth_date(f"{born.month}/{born.day}/{born.year}", "en", TODAY)
    assert born in parse_birth_date(f"{born.day}/{born.month}/{born.year}", "es", TODAY)


@given(text=st.text(max_size=40), language=st.sampled_from(["en", "es"]))
@settings(max_examples=200)
def test_no_candidate_lies_in_the_future(text, language) -> None:
    assert all(d <= TODAY for d in parse_birth_date(text + " 3 4 80", language, TODAY))
