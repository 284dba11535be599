"""Numbers, figures in a row and telephone numbers, understood and said."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graphs.clinic.language import digits, parse_number, parse_phone, say_letters, say_number, say_phone

pytestmark = pytest.mark.check

DIGITS_EN = [
    ("five five five", "555"),
    ("double five, oh one, triple two", "5501222"),
    ("five five five oh one two three", "5550123"),
    ("five five five dash oh one two three", "5550123"),
    ("fifty five twelve", "5512"),
    ("nineteen eighty", "1980"),
    ("eight hundred five five five", "800555"),
    ("555-0123", "5550123"),
    ("(212) 555-0123", "2125550123"),
    ("one two three four", "1234"),
    ("won to three for", "1234"),
    ("my number is five five five oh one two three", "5550123"),
    ("five five five oh one two three, no, four", "5550124"),
    ("two one two, and then five five five", "212555"),
    ("I don't have it", None),
    ("", None),
]
DIGITS_ES = [
    ("cinco cinco cinco", "555"),
    ("cincuenta y cinco doce", "5512"),
    ("doble cinco cero uno", "5501"),
    ("quinientos cincuenta y cinco cero uno dos tres", "5550123"),
    ("cincuenta y cinco, doce, treinta y cuatro, cuarenta y cinco, sesenta y siete", "5512344567"),
    ("no tengo", None),
]
NUMBERS = [
    ("three", "en", 3),
    ("twenty three", "en", 23),
    ("two hundred and four", "en", 204),
    ("two thousand four", "en", 2004),
    ("nineteen eighty two", "en", 1982),
    ("the fourth", "en", 4),
    ("1,250", "en", 1250),
    ("three, no, four", "en", 4),
    ("none", "en", None),
    ("tres", "es", 3),
    ("doscientos cuatro", "es", 204),
    ("dos mil cuatro", "es", 2004),
    ("treinta y cinco", "es", 35),
    ("mil novecientos ochenta", "es", 1980),
    ("nada", "es", None),
]
PHONES = [
    ("two one two five five five oh one two three", "en", "+12125550123"),
    ("(212) 555-0123", "en", "+12125550123"),
    ("212-555-0123", "en", "+12125550123"),
    ("it's area code two one two, five five five, oh one two three", "en", "+12125550123"),
    ("one two one two five five five oh one two three", "en", "+12125550123"),
    ("plus one 212 555 0123", "en", "+12125550123"),
    ("+52 55 1234 5678", "en", "+525512345678"),
    ("two one two double five five oh one two three", "en", "+12125550123"),
    ("two one two five five five oh one two three no four", "en", "+12125550124"),
    ("five five five", "en", None),
    ("one one two five five five oh one two three", "en", None),
    ("the number I'm calling from", "en", None),
    ("dos uno dos cinco cinco cinco cero uno dos tres", "es", "+12125550123"),
    ("dos doce, quinientos cincuenta y cinco, cero uno veintitrés", "es", "+12125550123"),
    ("doscientos doce, cinco cincuenta y cinco, cero uno dos tres", "es", "+12125550123"),
    ("no tengo teléfono", "es", None),
]


@pytest.mark.parametrize(("said", "meant"), DIGITS_EN)
def test_english_figures_are_taken_in_a_row(said: str, meant: str | None) -> None:
    assert digits(said, "en") == meant


@pytest.mark.parametrize(("said", "meant"), DIGITS_ES)
def test_spanish_figures_are_taken_in_a_row(said: str, meant: str | None) -> None:
    assert digits(said, "es") == meant


@pytest.mark.parametrize(("said", "language", "meant"), NUMBERS)
def test_a_number_is_understood(said, language, meant) -> None:
    assert parse_number(said, language) == meant


@pytest.mark.parametrize(("said", "language", "meant"), PHONES)
def test_a_telephone_number_is_understood_when_it_is_whole(said, language, meant) -> None:
    assert parse_phone(said, language) == meant


def test_a_number_of_another_region_has_its_own_length() -> None:
    assert parse_phone("cincuenta y cinco doce treinta y cuatro cincuenta y seis setenta y ocho", "es", "MX") == (
        "+525512345678"
    )


@given(n=st.integers(0, 999_999), language=st.sampled_from(["en", "es"]))
@settings(max_examples=400)
def test_a_number_that_we_say_is_understood_as_that_number(n, language) -> None:
    assert parse_number(say_number(n, language), language) == n


AREA = st.integers(200, 999)
PHONE = st.builds(lambda a, b, c: f"+1{a}{b}{c:04}", AREA, AREA, st.integers(0, 9999))


@given(phone=PHONE, language=st.sampled_from(["en", "es"]))
@settings(max_examples=200)
def test_a_telephone_number_that_we_say_is_understood_as_that_number(phone, language) -> None:
    assert parse_phone(say_phone(phone, language), language) == phone


def test_telephone_numbers_are_said_in_groups_with_pauses() -> None:
    assert say_phone("+12125550123", "en") == "two one two, five five five, zero one two three"
    assert say_phone("+12125550123", "es") == "dos uno dos, cinco cinco cinco, cero uno dos tres"


def test_letters_are_said_one_by_one() -> None:
    assert say_letters("Smyth", "en") == "S, M, Y, T, H"
    assert say_letters("O'Brien-Wu", "en") == "O, apostrophe, B, R, I, E, N, hyphen, W, U"
    assert say_letters("Ñuñez", "es") == "eñe, u, eñe, e, zeta"
