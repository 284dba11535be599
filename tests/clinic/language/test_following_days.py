"""Days counted from the one spoken of, and days that no calendar has."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from graphs.clinic.language import no_such_day, parse_due_date, parse_when

pytestmark = pytest.mark.check

NOW = datetime(2026, 3, 2, 8, 0)  # noqa: DTZ001 - clinic time is naive
OFFERED = date(2026, 3, 11)


@pytest.mark.parametrize(
    ("text", "language", "first", "last"),
    [
        ("the week after", "en", date(2026, 3, 16), date(2026, 3, 22)),
        ("a week later", "en", date(2026, 3, 16), date(2026, 3, 22)),
        ("the week before", "en", date(2026, 3, 2), date(2026, 3, 8)),
        ("the next day", "en", date(2026, 3, 12), date(2026, 3, 12)),
        ("the day before", "en", date(2026, 3, 10), date(2026, 3, 10)),
        ("la semana siguiente", "es", date(2026, 3, 16), date(2026, 3, 22)),
        ("una semana después", "es", date(2026, 3, 16), date(2026, 3, 22)),
        ("al día siguiente", "es", date(2026, 3, 12), date(2026, 3, 12)),
        ("el día anterior", "es", date(2026, 3, 10), date(2026, 3, 10)),
    ],
)
def test_it_counts_from_the_day_spoken_of(text, language, first, last):
    when = parse_when(text, language, NOW, OFFERED)
    assert when is not None
    assert (when.first, when.last) == (first, last)


def test_next_week_counts_from_today_whatever_was_spoken_of():
    when = parse_when("next week", "en", NOW, OFFERED)
    assert when is not None
    assert when.first == date(2026, 3, 9)


@pytest.mark.parametrize("text", ["can I get one next week", "the tuesday one", "I need one tomorrow"])
def test_one_for_an_appointment_is_no_hour(text):
    when = parse_when(text, "en", NOW)
    assert when is not None
    assert when.exact is None


def test_one_is_an_hour_beside_a_day():
    when = parse_when("tuesday at one", "en", NOW)
    assert when is not None
    assert when.exact is not None


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("february 30th", "en"),
        ("the thirty first of april", "en"),
        ("the 32nd", "en"),
        ("february twenty ninth, no, february thirtieth", "en"),
        ("el treinta de febrero", "es"),
        ("31 de junio", "es"),
    ],
)
def test_a_day_that_does_not_exist_is_no_other_day(text, language):
    assert no_such_day(text, language)
    assert parse_when(text, language, NOW) is None
    assert parse_due_date(text, language, NOW.date()) is None


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("february 29th", "en"),
        ("the 30th", "en"),
        ("february thirtieth, no, march third", "en"),
        ("march 31", "en"),
        ("may at ten thirty", "en"),
        ("fifty dollars", "en"),
        ("el treinta y uno de marzo", "es"),
        ("", "es"),
    ],
)
def test_every_other_day_exists(text, language):
    assert not no_such_day(text, language)
