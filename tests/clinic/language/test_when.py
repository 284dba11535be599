"""Wishes for an appointment, as callers say them on Saturday, 21 November 2026 at nine."""

from __future__ import annotations

import json
from datetime import datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graphs.clinic.language import When, moved_from_to, parse_when, say_date, say_time

from .wishes import NOW, shown

pytestmark = pytest.mark.check

ENGLISH = [
    # days
    ("tuesday", "tue"),
    ("on Tuesday please", "tue"),
    ("any Monday", "mon"),
    ("today", "2026-11-21"),
    ("to day if you can", "2026-11-21"),
    ("tomorrow", "2026-11-22"),
    ("to morrow", "2026-11-22"),
    ("the day after tomorrow", "2026-11-23"),
    ("this thursday", "2026-11-26"),
    ("next friday", "2026-11-27"),
    ("next week", "2026-11-23..2026-11-29"),
    ("this week", "2026-11-21..2026-11-22"),
    ("the week after next", "2026-11-30..2026-12-06"),
    ("tuesday next week", "2026-11-23..2026-11-29 tue"),
    ("next week on thursday", "2026-11-23..2026-11-29 thu"),
    ("early next week", "2026-11-23..2026-11-24"),
    ("the end of next week", "2026-11-26..2026-11-27"),
    ("in two weeks", "2026-12-05..2026-12-09"),
    ("in a fortnight", "2026-12-05..2026-12-09"),
    ("in three days", "2026-11-24"),
    ("three days from now", "2026-11-24"),
    ("in a couple of weeks", "2026-12-05..2026-12-09"),
    ("within the next two weeks", "2026-11-21..2026-12-05"),
    ("sometime in the next ten days", "2026-11-21..2026-12-01"),
    ("in two or three weeks", "2026-12-05..2026-12-12"),
    ("a week from monday", "2026-11-30"),
    ("a week from today", "2026-11-28"),
    ("a weak from today", "2026-11-28"),
    ("monday week", "2026-11-30"),
    ("two weeks from tuesday", "2026-12-08"),
    ("a week tomorrow", "2026-11-29"),
    ("the tenth", "2026-12-10"),
    ("on the 10th", "2026-12-10"),
    ("december tenth", "2026-12-10"),
    ("the tenth of december", "2026-12-10"),
    ("Dec. 10", "2026-12-10"),
    ("12/10", "2026-12-10"),
    ("12/10/2026", "2026-12-10"),
    ("2026-12-10", "2026-12-10"),
    ("Thursday, December 10th", "2026-12-10"),
    ("wednesday the second", "2026-12-02"),
    ("march third", "2027-03-03"),
    ("march 3rd 2027", "2027-03-03"),
    ("march the third twenty twenty seven", "2027-03-03"),
    ("the last friday of november", "2026-11-27"),
    ("the first monday in december", "2026-12-07"),
    ("the second tuesday of next month", "2026-12-08"),
    ("next month", "2026-12-01..2026-12-31"),
    ("sometime in december", "2026-12-01..2026-12-31"),
    ("early december", "2026-12-01..2026-12-07"),
    ("end of the month", "2026-11-24..2026-11-30"),
    ("the weekend", "2026-11-21..2026-11-22"),
    ("next weekend", "2026-11-28..2026-11-29"),
    ("weekdays only", "mon|tue|wed|thu|fri"),
    ("before christmas", "..2026-12-24"),
    ("the week of december seventh", "2026-12-07..2026-12-13"),
    ("tuesday or thursday", "tue|thu"),
    ("monday through wednesday", "mon|tue|wed"),
    ("between the first and the fourth", "2026-12-01..2026-12-04"),
    ("from december first to december fourth", "2026-12-01..2026-12-04"),
    ("the third or the fourth of december", "2026-12-03..2026-12-04 thu|fri"),
    ("after the tenth", "2026-12-11.."),
    ("before the tenth", "..2026-12-09"),
    ("no later than friday", "..2026-11-27"),
    ("not before december", "2026-12-01.."),
    ("starting monday", "2026-11-23.."),
    # times
    ("three", "15:00"),
    ("at ten", "10:00"),
    ("ten thirty", "10:30"),
    ("twelve thirty", "12:30"),
    ("half past ten", "10:30"),
    ("half passed in", "10:30"),
    ("won thirty", "13:30"),
    ("quarter past nine", "09:15"),
    ("a quarter to four", "15:45"),
    ("ten minutes to four", "15:50"),
    ("twenty past two", "14:20"),
    ("three p m", "15:00"),
    ("3:30 PM", "15:30"),
    ("3.30 p.m.", "15:30"),
    ("3pm", "15:00"),
    ("nine oh five", "09:05"),
    ("nine o'clock", "09:00"),
    ("nine a clock in the morning", "09:00"),
    ("eight in the evening", "20:00"),
    ("seven in the morning", "07:00"),
    ("fifteen thirty", "15:30"),
    ("noon", "12:00"),
    ("at lunchtime", "11:30-13:30"),
    ("around ten", "09:30-10:30"),
    ("ten ish", "09:30-10:30"),
    ("at about half past two", "14:00-15:00"),
    ("after three", "15:00-"),
    ("any time after three p.m.", "15:00-"),
    ("before noon", "-11:59"),
    ("before ten", "-09:59"),
    ("by eleven", "-11:00"),
    ("between two and four", "14:00-16:00"),
    ("two to four", "14:00-16:00"),
    ("from nine to eleven thirty", "09:00-11:30"),
    ("ten or eleven", "10:00-11:00"),
    ("sometime after work", "17:00-"),
    ("before work", "-08:59"),
    ("after school", "15:00-"),
    ("first thing", "06:00-09:00"),
    ("first thing in the morning", "06:00-09:00"),
    ("in the morning", "06:00-11:59"),
    ("early morning", "06:00-09:30"),
    ("late morning", "10:00-11:59"),
    ("afternoons", "12:00-17:59"),
    ("late afternoon", "15:30-17:59"),
    ("in the evening", "17:00-21:00"),
    ("morning or afternoon", "06:00-17:59"),
    ("not too early", "10:00-"),
    ("not too late", "-16:00"),
    ("not in the morning", "12:00-"),
    ("mornings don't work for me", "12:00-"),
    ("no earlier than nine thirty", "09:30-"),
    # days and times together
    ("tuesday three", "tue 15:00"),
    ("three on tuesday", "tue 15:00"),
    ("friday at half past ten", "fri 10:30"),
    ("tuesday morning", "tue 06:00-11:59"),
    ("tomorrow afternoon", "2026-11-22 12:00-17:59"),
    ("tomorrow at nine in the morning", "2026-11-22 09:00"),
    ("march third at ten thirty", "2027-03-03 10:30"),
    ("december tenth three thirty", "2026-12-10 15:30"),
    ("monday to wednesday after three p.m.", "mon|tue|wed 15:00-"),
    ("between two and four on monday", "mon 14:00-16:00"),
    ("next week in the afternoon", "2026-11-23..2026-11-29 12:00-17:59"),
    ("Tuesday, March third at ten thirty in the morning", "2027-03-03 10:30"),
    ("tonight", "2026-11-21 17:00-23:59"),
    ("this afternoon", "2026-11-21 12:00-17:59"),
    ("wednesday the second at four", "2026-12-02 16:00"),
    ("I'd like to see Doctor Lee on Tuesday morning, it's John Smith", "tue 06:00-11:59"),
    ("could you fit me in thursday around two", "thu 13:30-14:30"),
    # not
    ("not friday", "-fri"),
    ("any day but friday", "-fri"),
    ("anything but mondays", "-mon"),
    ("not monday or tuesday", "-mon -tue"),
    ("tuesdays don't work", "-tue"),
    ("I can't do wednesday", "-wed"),
    ("not tomorrow", "2026-11-23.."),
    ("not next week", "2026-11-30.."),
    ("any day but mornings", "12:00-"),
    ("any day except friday, in the afternoon", "-fri 12:00-17:59"),
    ("not tuesday, thursday", "thu -tue"),
    # corrections
    ("Tuesday at nine, no wait, Thursday", "thu 09:00"),
    ("Tuesday at nine, no, at ten", "tue 10:00"),
    ("the fifth, not five o'clock", "2026-12-05"),
    ("monday, sorry, I mean wednesday morning", "wed 06:00-11:59"),
    ("tomorrow, actually make it monday", "mon"),
    ("friday at three, scratch that, four", "fri 16:00"),
    ("no, thursday", "thu"),
    ("thursday instead of tuesday", "thu -tue"),
    # moving
    ("move my tuesday appointment to thursday at three", "thu 15:00"),
    ("can you change it from monday to friday", "fri"),
    ("I need to reschedule my appointment for next week", "2026-11-23..2026-11-29"),
    # dates of birth beside them
    ("Tuesday morning, it's John Smith, born March third nineteen eighty", "tue 06:00-11:59"),
    ("john smith march third nineteen eighty on tuesday at ten", "tue 10:00"),
    ("I was born march third eighty", "none"),
    ("my birthday is 3/3/1980 and I want thursday", "thu"),
    # a second list, written after the first was run
    ("do you have anything on the morning of the fourth", "2026-12-04 06:00-11:59"),
    ("could I come in thursday or friday before eleven", "thu|fri -10:59"),
    ("I get off work at five so after that", "17:00-"),
    ("I can only do mornings", "06:00-11:59"),
    ("uh maybe like two ish on monday", "mon 13:30-14:30"),
    ("how about the 30th at 4", "2026-11-30 16:00"),
    ("any monday or wednesday in december", "2026-12-01..2026-12-31 mon|wed"),
    ("the monday after thanksgiving", "2026-11-30"),
    ("the day after christmas", "2026-12-26"),
    ("in about three weeks", "2026-12-12..2026-12-16"),
    ("anytime next week except wednesday", "2026-11-23..2026-11-29 -wed"),
    ("later in the week", "2026-11-26..2026-11-27"),
    ("is there anything earlier", "none"),
    ("1030", "10:30"),
    ("at 130 pm", "13:30"),
    ("from eight to ten in the morning", "08:00-10:00"),
    ("no I said thursday not tuesday", "thu -tue"),
    ("it started two days ago", "none"),
    ("I have been sick for three days", "none"),
    # any, soonest, nothing
    ("any time", "any"),
    ("whenever works for you", "any"),
    ("I'm flexible", "any"),
    ("as soon as possible", "soonest"),
    ("the first available", "soonest"),
    ("the earliest you have on monday", "mon soonest"),
    ("what's the next opening", "soonest"),
    ("I have two kids", "none"),
    ("my knee hurts", "none"),
    ("hold on one second", "none"),
    ("may I speak to someone", "none"),
    ("the second one", "none"),
    ("eighty five dollars", "none"),
    ("", "none"),
]

SPANISH = [
    ("el martes", "tue"),
    ("hoy mismo", "2026-11-21"),
    ("mañana", "2026-11-22"),
    ("pasado mañana", "2026-11-23"),
    ("mañana por la mañana", "2026-11-22 06:00-11:59"),
    ("mañana en la tarde", "2026-11-22 12:00-19:59"),
    ("por la mañana", "06:00-11:59"),
    ("en las mañanas", "06:00-11:59"),
    ("por la tarde", "12:00-19:59"),
    ("el martes tres de marzo", "2027-03-03"),
    ("el tres de marzo", "2027-03-03"),
    ("el primero de diciembre", "2026-12-01"),
    ("el diez", "2026-12-10"),
    ("el día diez", "2026-12-10"),
    ("el miércoles dos", "2026-12-02"),
    ("10/12", "2026-12-10"),
    ("el 10/12/2026", "2026-12-10"),
    ("este jueves", "2026-11-26"),
    ("el próximo viernes", "2026-11-27"),
    ("el viernes que viene", "2026-11-27"),
    ("la semana que viene", "2026-11-23..2026-11-29"),
    ("la próxima semana", "2026-11-23..2026-11-29"),
    ("el martes de la semana que viene", "2026-11-23..2026-11-29 tue"),
    ("esta semana", "2026-11-21..2026-11-22"),
    ("de hoy en ocho", "2026-11-28"),
    ("del martes en ocho", "2026-12-01"),
    ("de mañana en ocho", "2026-11-29"),
    ("en ocho días", "2026-11-28"),
    ("en quince días", "2026-12-05"),
    ("dentro de dos semanas", "2026-12-05..2026-12-09"),
    ("en tres días", "2026-11-24"),
    ("el mes que viene", "2026-12-01..2026-12-31"),
    ("a finales de mes", "2026-11-24..2026-11-30"),
    ("a principios de diciembre", "2026-12-01..2026-12-07"),
    ("en diciembre", "2026-12-01..2026-12-31"),
    ("el último viernes de noviembre", "2026-11-27"),
    ("el primer lunes de diciembre", "2026-12-07"),
    ("entre semana", "mon|tue|wed|thu|fri"),
    ("el fin de semana", "2026-11-21..2026-11-22"),
    ("antes de navidad", "..2026-12-24"),
    ("el martes o el jueves", "tue|thu"),
    ("de lunes a miércoles", "mon|tue|wed"),
    ("después del diez", "2026-12-11.."),
    ("antes del diez", "..2026-12-09"),
    ("a partir del lunes", "2026-11-23.."),
    ("a las tres", "15:00"),
    ("a la una", "13:00"),
    ("las diez y media", "10:30"),
    ("a las nueve y cuarto", "09:15"),
    ("las tres menos cuarto", "14:45"),
    ("cuarto para las tres", "14:45"),
    ("diez para las cuatro", "15:50"),
    ("a las diez y veinte", "10:20"),
    ("a las diez y treinta y cinco", "10:35"),
    ("a las 10:30", "10:30"),
    ("a las 3 p. m.", "15:00"),
    ("a las quince horas", "15:00"),
    ("las ocho de la noche", "20:00"),
    ("a las siete de la mañana", "07:00"),
    ("al mediodía", "11:30-13:30"),
    ("a mediodía", "11:30-13:30"),
    ("a primera hora", "06:00-09:00"),
    ("temprano", "06:00-09:30"),
    ("no muy temprano", "10:00-"),
    ("no tan tarde", "-16:00"),
    ("después de las cinco", "17:00-"),
    ("después del trabajo", "17:00-"),
    ("antes del mediodía", "06:00-11:59"),
    ("antes de las diez", "-09:59"),
    ("entre las dos y las cuatro", "14:00-16:00"),
    ("de dos a cuatro", "14:00-16:00"),
    ("como a las diez", "09:30-10:30"),
    ("a eso de las diez", "09:30-10:30"),
    ("el martes a las tres de la tarde", "tue 15:00"),
    ("el viernes a las diez y media", "fri 10:30"),
    ("mañana a las nueve", "2026-11-22 09:00"),
    ("mañana temprano", "2026-11-22 06:00-09:30"),
    ("esta tarde", "2026-11-21 12:00-19:59"),
    ("el martes tres de marzo a las tres menos cuarto", "2027-03-03 14:45"),
    ("el viernes no", "-fri"),
    ("no, el viernes", "fri"),
    ("cualquier día menos el viernes", "-fri"),
    ("no puedo el lunes", "-mon"),
    ("los lunes no puedo", "-mon"),
    ("que no sea en la mañana", "12:00-"),
    ("el martes no, el jueves", "thu"),
    ("el martes a las nueve, no, perdón, el jueves", "thu 09:00"),
    ("mañana, digo, el lunes", "mon"),
    ("mejor el miércoles", "wed"),
    ("cambiar mi cita del martes para el jueves a las tres", "thu 15:00"),
    ("el jueves o el viernes antes de las once", "thu|fri -10:59"),
    ("sólo puedo en las tardes", "12:00-19:59"),
    ("salgo del trabajo a las cinco", "17:00-"),
    ("el día de mañana", "2026-11-22"),
    ("entre nueve y once", "09:00-11:00"),
    ("tempranito", "06:00-09:30"),
    ("de hoy en quince", "2026-12-05"),
    ("a las cuatro de la tarde del viernes", "fri 16:00"),
    ("soy Ana Torres, nací el tres de marzo del ochenta, el martes a las diez", "tue 10:00"),
    ("llevo tres días enfermo", "none"),
    ("desde ayer", "none"),
    ("lo antes posible", "soonest"),
    ("cuanto antes", "soonest"),
    ("la primera que tenga", "soonest"),
    ("cualquier día", "any"),
    ("cuando sea", "any"),
    ("me duele la rodilla", "none"),
    ("quiero una cita", "none"),
    ("quiero una sita para el miercoles a las dies", "wed 10:00"),
    ("", "none"),
]


@pytest.mark.parametrize(("said", "meant"), ENGLISH)
def test_english_wish_is_understood(said: str, meant: str) -> None:
    assert shown(parse_when(said, "en", NOW)) == meant


@pytest.mark.parametrize(("said", "meant"), SPANISH)
def test_spanish_wish_is_understood(said: str, meant: str) -> None:
    assert shown(parse_when(said, "es", NOW)) == meant


@pytest.mark.parametrize(
    ("first", "then", "meant"),
    [
        ("tuesday", "in the morning", "tue 06:00-11:59"),
        ("tuesday in the morning", "thursday", "thu 06:00-11:59"),
        ("next week", "tuesday", "2026-11-23..2026-11-29 tue"),
        ("tuesday", "next week", "2026-11-23..2026-11-29 tue"),
        ("the tenth", "tuesday", "tue"),
        ("tuesday", "the tenth", "2026-12-10"),
        ("tuesday morning", "at three", "tue 15:00"),
        ("tuesday at nine", "at ten", "tue 10:00"),
        ("tuesday at nine", "in the evening", "tue 21:00"),
        ("tuesday at ten", "in the afternoon", "tue 12:00-17:59"),
        ("in the afternoon", "after three", "15:00-17:59"),
        ("after three", "in the morning", "06:00-11:59"),
        ("in the morning", "in the afternoon", "12:00-17:59"),
        ("any day", "not friday", "-fri"),
        ("not friday", "friday is fine", "fri"),
        ("as soon as possible", "tuesday", "tue"),
        ("as soon as possible", "in the morning", "06:00-11:59 soonest"),
        ("tomorrow", "any time", "2026-11-22"),
        ("before the tenth", "after the first", "2026-12-02..2026-12-09"),
        ("tomorrow", "next week", "2026-11-23..2026-11-29"),
    ],
)
def test_what_is_said_later_completes_or_replaces_what_was_said_before(first: str, then: str, meant: str) -> None:
    before, later = parse_when(first, "en", NOW), parse_when(then, "en", NOW)
    assert before
    assert later
    assert shown(before.merged_with(later)) == meant


def test_half_of_the_day_said_later_settles_the_hour() -> None:
    before, later = parse_when("at eight", "en", NOW), parse_when("in the evening", "en", NOW)
    assert before
    assert later
    assert before.merged_with(later).exact == time(20)


@pytest.mark.parametrize(
    ("said", "start", "fits"),
    [
        ("tuesday morning", "2026-11-24T09:00", True),
        ("tuesday morning", "2026-11-24T12:00", False),
        ("tuesday morning", "2026-11-25T09:00", False),
        ("any day but friday", "2026-11-27T09:00", False),
        ("before noon", "2026-11-27T11:45", True),
        ("before noon", "2026-11-27T12:00", False),
        ("around ten", "2026-11-27T10:30", True),
        ("at ten", "2026-11-27T10:15", False),
        ("next week", "2026-11-30T09:00", False),
        ("any time", "2026-11-30T09:00", True),
        ("as soon as possible", "2026-11-30T09:00", True),
    ],
)
def test_a_start_fits_the_wish_or_not(said: str, start: str, fits: bool) -> None:
    when = parse_when(said, "en", NOW)
    assert when
    assert when.matches(datetime.fromisoformat(start)) is fits


def test_only_a_wish_for_nothing_in_particular_is_vague() -> None:
    assert When().is_vague
    assert (parse_when("any time", "en", NOW) or When(soonest=True)).is_vague
    assert not (parse_when("tuesday", "en", NOW) or When()).is_vague
    assert not (parse_when("asap", "en", NOW) or When()).is_vague


@pytest.mark.parametrize(("said", "meant"), ENGLISH[::7])
def test_a_wish_survives_json(said: str, meant: str) -> None:
    when = parse_when(said, "en", NOW) or When()
    assert When.from_dict(json.loads(json.dumps(when.as_dict()))) == when


def test_old_and_new_time_of_a_move_come_apart() -> None:
    assert moved_from_to("move my tuesday appointment to thursday at three", "en") == (
        "my tuesday appointment",
        "thursday at 3",
    )
    assert moved_from_to("book me in for thursday", "en") is None


def test_moving_without_a_new_time_wishes_for_the_old_one() -> None:
    assert shown(parse_when("I want to move my tuesday appointment", "en", NOW)) == "tue"


DAYS = st.integers(0, 330).map(lambda n: NOW.date() + timedelta(days=n))
TIMES = st.times().map(lambda t: t.replace(second=0, microsecond=0))
LANGUAGES = st.sampled_from(["en", "es"])


@given(day=DAYS, language=LANGUAGES)
@settings(max_examples=150)
def test_a_day_that_we_say_is_understood_as_that_day(day, language) -> None:
    when = parse_when(say_date(day, language), language, NOW)
    assert when
    assert (when.first, when.last) == (day, day)


@given(day=DAYS, language=LANGUAGES)
@settings(max_examples=60)
def test_a_day_said_with_tomorrow_in_front_is_understood_as_that_day(day, language) -> None:
    when = parse_when(say_date(day, language, today=NOW.date()), language, NOW)
    assert when
    assert (when.first, when.last) == (day, day)


@given(at=TIMES, language=LANGUAGES)
@settings(max_examples=300)
def test_a_time_that_we_say_is_understood_as_that_time(at, language) -> None:
    when = parse_when(say_time(at, language), language, NOW)
    assert when
    assert when.exact == at


@given(day=DAYS, at=TIMES)
@settings(max_examples=150)
def test_a_day_and_a_time_said_together_stay_together(day, at) -> None:
    when = parse_when(f"{say_date(day, 'en')} at {say_time(at, 'en')}", "en", NOW)
    assert when
    assert (when.first, when.exact) == (day, at)
