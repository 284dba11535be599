"""Sums of money and days of payment, understood and said."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graphs.clinic.language import parse_amount, parse_due_date, say_amount

from .wishes import TODAY

pytestmark = pytest.mark.check

AMOUNTS_EN = [
    ("eighty five fifty", "85.50"),
    ("eighty-five dollars and fifty cents", "85.50"),
    ("eighty five dollars fifty", "85.50"),
    ("$85.50", "85.50"),
    ("85.50", "85.50"),
    ("eighty five point fifty", "85.50"),
    ("eighty five and a half", "85.50"),
    ("forty bucks", "40.00"),
    ("I can do forty", "40.00"),
    ("two hundred four dollars", "204.00"),
    ("two hundred and four", "204.00"),
    ("one fifty", "150.00"),
    ("two twenty five", "225.00"),
    ("one twenty five fifty", "125.50"),
    ("a hundred", "100.00"),
    ("a hundred and twenty dollars", "120.00"),
    ("a couple hundred", "200.00"),
    ("a grand", "1000.00"),
    ("1,250 dollars", "1250.00"),
    ("$1,250.75", "1250.75"),
    ("twelve hundred dollars", "1200.00"),
    ("two thousand, two hundred four", "2204.00"),
    ("two thousand, no, two hundred four", "204.00"),
    ("fifty, no, sixty dollars", "60.00"),
    ("fifty cents", "0.50"),
    ("five dollars and five cents", "5.05"),
    ("twenty dollars a month", "20.00"),
    ("I can pay fifty on the fifteenth", "50.00"),
    ("on the fifteenth I can pay fifty", "50.00"),
    ("fifty dollars on december first", "50.00"),
    ("on december first fifty dollars", "50.00"),
    ("fifty now and the rest in two weeks", "50.00"),
    ("two payments of sixty dollars", "60.00"),
    ("about seventy five", "75.00"),
    ("not fifty, forty", "40.00"),
    ("all of it, eighty five fifty", "85.50"),
    ("twenty-five hundred", "2500.00"),
    ("sixty on the first and the rest on the fifteenth", "60.00"),
    ("a dollar", "1.00"),
    ("half of it", None),
    ("all of it", None),
    ("fifty percent", None),
    ("in two weeks", None),
    ("on the fifteenth", None),
    ("next friday at three", None),
    ("I don't know", None),
    ("", None),
]

AMOUNTS_ES = [
    ("ochenta y cinco con cincuenta", "85.50"),
    ("ochenta y cinco dólares con cincuenta", "85.50"),
    ("ochenta y cinco dólares con cincuenta centavos", "85.50"),
    ("ochenta y cinco cincuenta", "85.50"),
    ("cinco dólares con diez", "5.10"),
    ("cuarenta dólares", "40.00"),
    ("unos cincuenta", "50.00"),
    ("cien pesos", "100.00"),
    ("doscientos cuatro", "204.00"),
    ("mil doscientos cincuenta", "1250.00"),
    ("ciento veinte dólares", "120.00"),
    ("un dólar", "1.00"),
    ("veintiún dólares", "21.00"),
    ("85,50", "85.50"),
    ("$85.50", "85.50"),
    ("1.250 dólares", "1250.00"),
    ("cincuenta, no, sesenta dólares", "60.00"),
    ("puedo pagar cincuenta el quince", "50.00"),
    ("cincuenta el tres de diciembre", "50.00"),
    ("cincuenta centavos", "0.50"),
    ("la mitad", None),
    ("el quince", None),
    ("en dos semanas", None),
    ("no sé", None),
]

DUE_EN = [
    ("on the fifteenth", date(2026, 12, 15)),
    ("the 15th", date(2026, 12, 15)),
    ("fifteenth", date(2026, 12, 15)),
    ("by friday", date(2026, 11, 27)),
    ("friday", date(2026, 11, 27)),
    ("next friday", date(2026, 11, 27)),
    ("this friday", date(2026, 11, 27)),
    ("in two weeks", date(2026, 12, 5)),
    ("in a week", date(2026, 11, 28)),
    ("in ten days", date(2026, 12, 1)),
    ("in a month", date(2026, 12, 21)),
    ("a week from friday", date(2026, 12, 4)),
    ("tomorrow", date(2026, 11, 22)),
    ("today", date(2026, 11, 21)),
    ("at the end of the month", date(2026, 11, 30)),
    ("by the end of next month", date(2026, 12, 31)),
    ("the first of the month", date(2026, 12, 1)),
    ("the first", date(2026, 12, 1)),
    ("december tenth", date(2026, 12, 10)),
    ("no later than the tenth", date(2026, 12, 10)),
    ("by the end of the week", date(2026, 11, 27)),
    ("the fifth, no, the sixth", date(2026, 12, 6)),
    ("fifty dollars on the fifteenth", date(2026, 12, 15)),
    ("before christmas", date(2026, 12, 24)),
    ("when I get paid", None),
    ("sometime next month", None),
    ("eighty five fifty", None),
    ("", None),
]

DUE_ES = [
    ("el quince", date(2026, 12, 15)),
    ("el día quince", date(2026, 12, 15)),
    ("a fin de mes", date(2026, 11, 30)),
    ("a finales de mes", date(2026, 11, 30)),
    ("de hoy en ocho", date(2026, 11, 28)),
    ("en ocho días", date(2026, 11, 28)),
    ("en quince días", date(2026, 12, 5)),
    ("el viernes", date(2026, 11, 27)),
    ("para el viernes", date(2026, 11, 27)),
    ("el próximo viernes", date(2026, 11, 27)),
    ("dentro de dos semanas", date(2026, 12, 5)),
    ("mañana", date(2026, 11, 22)),
    ("el primero de diciembre", date(2026, 12, 1)),
    ("el primero", date(2026, 12, 1)),
    ("el tres de diciembre", date(2026, 12, 3)),
    ("a fin del mes que viene", date(2026, 12, 31)),
    ("a más tardar el diez", date(2026, 12, 10)),
    ("la quincena", date(2026, 11, 30)),
    ("no sé", None),
]


def dollars(said: str | None) -> Decimal | None:
    return Decimal(said) if said else None


@pytest.mark.parametrize(("said", "meant"), AMOUNTS_EN)
def test_english_amount_is_understood(said: str, meant: str | None) -> None:
    assert parse_amount(said, "en") == dollars(meant)


@pytest.mark.parametrize(("said", "meant"), AMOUNTS_ES)
def test_spanish_amount_is_understood(said: str, meant: str | None) -> None:
    assert parse_amount(said, "es") == dollars(meant)


@pytest.mark.parametrize(("said", "meant"), DUE_EN)
def test_english_day_of_payment_is_understood(said: str, meant: date | None) -> None:
    assert parse_due_date(said, "en", TODAY) == meant


@pytest.mark.parametrize(("said", "meant"), DUE_ES)
def test_spanish_day_of_payment_is_understood(said: str, meant: date | None) -> None:
    assert parse_due_date(said, "es", TODAY) == meant


@pytest.mark.parametrize(
    ("amount", "english", "spanish"),
    [
        ("85.50", "eighty-five dollars and fifty cents", "ochenta y cinco dólares con cincuenta centavos"),
        ("1", "one dollar", "un dólar"),
        ("21.01", "twenty-one dollars and one cent", "veintiún dólares con un centavo"),
        ("0", "zero dollars", "cero dólares"),
        ("0.05", "five cents", "cinco centavos"),
        ("1250", "one thousand two hundred fifty dollars", "mil doscientos cincuenta dólares"),
        ("101", "one hundred one dollars", "ciento un dólares"),
    ],
)
def test_amounts_are_said_in_words(amount: str, english: str, spanish: str) -> None:
    assert say_amount(Decimal(amount), "en") == english
    assert say_amount(Decimal(amount), "es") == spanish


@given(cents=st.integers(1, 2_000_000), language=st.sampled_from(["en", "es"]))
@settings(max_examples=400)
def test_an_amount_that_we_say_is_understood_as_that_amount(cents, language) -> None:
    amount = Decimal(cents) / 100
    assert parse_amount(say_amount(amount, language), language) == amount


@given(cents=st.integers(1, 2_000_000))
@settings(max_examples=100)
def test_a_written_amount_is_understood(cents) -> None:
    assert parse_amount(f"${cents / 100:,.2f}", "en") == Decimal(cents) / 100
