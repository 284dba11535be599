"""How English names days, as rules from the widest expression to the narrowest."""

from __future__ import annotations

import re
from datetime import timedelta

from graphs.clinic.language.calendars import HOLIDAYS, MONTHS, WEEKDAYS, day_of, month_after, next_weekday
from graphs.clinic.language.days import DayReader, Days, Rule, one
from graphs.clinic.language.following_days import later, week_from_there
from graphs.clinic.language.negations import NEVER, UNFIT

_DAY = rf"({'|'.join(sorted(WEEKDAYS['en'], key=len, reverse=True))})"
_MONTH = rf"({'|'.join(sorted(MONTHS['en'], key=len, reverse=True))})"
_YEAR = r"(?:,? (?:of )?(20\d\d|20 [23]\d))?"
_COUNT = r"(a couple of|a couple|a few|an?|\d{1,2})"
_UNIT = r"(day|week|month)s?"
_NOT_A_TIME = r"(?! ?(?:am|pm|oclock|o'clock|minutes|%|dollars?|:))"
_NOT_A_CHOICE = (
    r"(?! (?:one|1|options?|choices?|slots?|openings?|available|appointments?|time|thing|of (?:these|those|them)"
    r"|opinion|visit|floor|name|1s))"
)
_PART = {
    "early": "early",
    "beginning": "early",
    "start": "early",
    "mid": "mid",
    "middle": "mid",
    "late": "late",
    "later": "late",
    "end": "late",
}
_SHIFT = r"(early|beginning|start|mid|middle|late|later|end)(?: in| of| part of)?(?: the)?"


def _count(words: str) -> int:
    return {"a couple of": 2, "a couple": 2, "a few": 3, "a": 1, "an": 1}.get(words) or int(words)


def _month_part(m: re.Match[str], r: DayReader) -> Days:
    return r.month_span(r.months_until(r.month(m[2])), _PART[m[1]])


_DATES: list[Rule] = [
    (r"\b(\d{4})-(\d{1,2})-(\d{1,2})\b", lambda m, r: r.date_of(int(m[2]), int(m[3]), m[1])),
    (r"(?<![\d/$.])(\d{1,2})/(\d{1,2})(?:/(20\d\d|\d\d))?(?![\d/])", lambda m, r: r.numeric(m[1], m[2], m[3])),
    (r"(?<![\d$.])(\d{1,2})-(\d{1,2})-(20\d\d|\d\d)(?!\d)", lambda m, r: r.numeric(m[1], m[2], m[3])),
    (
        rf"(?:\b{_DAY} ?,? )?(?:\bthe )?\b(\d{{1,2}})(?:th)? (?:day )?(?:of |in )?{_MONTH}\b{_YEAR}",
        lambda m, r: r.date_of(r.month(m[3]), int(m[2]), m[4]),
    ),
    (
        rf"(?:\b{_DAY} ?,? ?(?:the )?)?\b{_MONTH} (?:the )?(\d{{1,2}})(?:th)?\b{_NOT_A_TIME}{_YEAR}",
        lambda m, r: r.date_of(r.month(m[2]), int(m[3]), m[4]),
    ),
    (
        rf"\b(?:the )?(last|\d{{1,2}}th) {_DAY} (?:of|in) {_MONTH}\b",
        lambda m, r: r.nth_weekday(_nth(m[1]), m[2], r.months_until(r.month(m[3]))),
    ),
    (
        rf"\b(?:the )?(last|\d{{1,2}}th) {_DAY} (?:of|in) (next|this|the) month\b",
        lambda m, r: r.nth_weekday(_nth(m[1]), m[2], int(m[3] == "next")),
    ),
    *(
        (rf"\b{name}(?: day)?\b", lambda m, r, of=month_day: r.date_of(*of))
        for name, month_day in HOLIDAYS["en"].items()
    ),
    (r"\bthanksgiving(?: day)?\b", lambda m, r: r.nth_weekday(4, "thursday", r.months_until(11))),
]

_RELATIVE: list[Rule] = [
    (r"\b(?:the )?day after tomorrow\b|\bovermorrow\b", lambda m, r: r.ahead(2, "day")),
    (r"\btomorrow\b", lambda m, r: r.ahead(1, "day")),
    (r"\btoday\b|\bthis (?=morning|afternoon|evening)|\bto(?=night\b)", lambda m, r: r.ahead(0, "day")),
    (
        rf"\b(?:with|)in (\d{{1,2}}) (?:or|to) (\d{{1,2}}) {_UNIT}\b",
        lambda m, r: r.ahead_between(int(m[1]), int(m[2]), m[3]),
    ),
    (r"\bin a week or 2\b", lambda m, r: r.ahead_between(1, 2, "week")),
    (
        rf"\b(?:within(?: the next)?|(?:some ?time )?(?:in|over|during) the next) {_COUNT} {_UNIT}\b",
        lambda m, r: r.within(_count(m[1]), m[2]),
    ),
    (
        rf"\b(?:in|after) (?:about |around |like |maybe |roughly )?{_COUNT} {_UNIT}(?: time)?\b(?! (?:before|after"
        rf"|from|later))",
        lambda m, r: r.ahead(_count(m[1]), m[2]),
    ),
    (rf"\b{_COUNT} {_UNIT} (?:from now|out|ahead|hence)\b", lambda m, r: r.ahead(_count(m[1]), m[2])),
    (rf"\b{_COUNT} {_UNIT} later\b", lambda m, r: later(r, _count(m[1]), m[2])),
    (r"\b(?:in )?(?:a|1) fortnight(?:'s time| from now)?\b", lambda m, r: r.ahead(2, "week")),
    (r"\b(?:the )?week after next(?: week)?\b", lambda m, r: r.week(2)),
    (rf"\b(?:the )?{_DAY} after next\b", lambda m, r: r.in_week(2, m[1])),
    (r"\b(?:this|the|this coming|on the) weekend\b|\bat the weekend\b", lambda m, r: r.weekend(0)),
    (r"\b(?:the )?(?:next|following) weekend\b", lambda m, r: r.weekend(1)),
    (r"\b(?:on )?(?:the |a )?weekends?\b", lambda m, r: Days(weekdays=frozenset((5, 6)))),
    (r"\b(?:any |a |on )?(?:weekdays?|work ?days?|week days?)\b", lambda m, r: Days(weekdays=frozenset(range(5)))),
    (rf"\b{_SHIFT} next week\b", lambda m, r: r.week(1, _PART[m[1]])),
    (rf"\b{_SHIFT} (?:this |)week\b", lambda m, r: r.week(0, _PART[m[1]])),
    (r"\bmid ?week\b", lambda m, r: r.week(0, "mid")),
    (r"\bnext week\b|\bthe coming week\b", lambda m, r: r.week(1)),
    (r"\b(?:the )?following week\b", lambda m, r: week_from_there(r, 1)),
    (r"\bthis (?:coming )?week\b", lambda m, r: r.week(0)),
    (rf"\b{_SHIFT} next month\b", lambda m, r: r.month_span(1, _PART[m[1]])),
    (rf"\b{_SHIFT} (?:this |)month\b", lambda m, r: r.month_span(0, _PART[m[1]])),
    (r"\b(?:the )?1th of (?:the )?(next )?month\b", lambda m, r: r.day_of_month("1")),
    (r"\b(?:the )?(\d{1,2})th of next month\b", lambda m, r: _day_next_month(m[1], r)),
    (r"\b(?:the )?(\d{1,2})th of (?:the|this) month\b", lambda m, r: r.day_of_month(m[1])),
    (r"\bnext month\b|\b(?:the )?following month\b", lambda m, r: r.month_span(1)),
    (r"\bthis month\b", lambda m, r: r.month_span(0)),
    (rf"\b{_SHIFT} {_MONTH}\b", _month_part),
    (
        rf"(?:\b(?:in|during) |(?<=before )|(?<=after )|(?<=until )|(?<=by )){_MONTH}\b",
        lambda m, r: r.month_span(r.months_until(r.month(m[1]))),
    ),
]

_WEEKDAYS: list[Rule] = [
    (rf"\b(?:a|1) week (?:from |on |this |next |)?{_DAY}\b", lambda m, r: _weeks_from(m[1], 1, r)),
    (rf"\b{_DAY} week\b(?! (?:after|of))", lambda m, r: _weeks_from(m[1], 1, r)),
    (rf"\b(\d{{1,2}}) weeks (?:from |on |this |next |)?{_DAY}\b", lambda m, r: _weeks_from(m[2], int(m[1]), r)),
    (rf"\b{_DAY} ?,? (?:the )?(\d{{1,2}})th\b{_NOT_A_CHOICE}", lambda m, r: r.day_of_month(m[2], m[1])),
    (rf"\b(?:the )?(\d{{1,2}})th ?,? (?:a |which is a |that's a )?{_DAY}\b", lambda m, r: r.day_of_month(m[1], m[2])),
    (rf"\bnext {_DAY}\b", lambda m, r: r.in_week(1, m[1])),
    (rf"\bthis (?:coming )?{_DAY}\b|\bcoming {_DAY}\b", lambda m, r: r.coming(m[1] or m[2])),
    (rf"\b(?:the )?following {_DAY}\b", lambda m, r: r.coming_not_today(m[1])),
    (rf"\b{_DAY}(?:'s)?\b", lambda m, r: r.any_weekday(m[1])),
    (rf"\b(?:on )?the (\d{{1,2}})th\b{_NOT_A_CHOICE}", lambda m, r: r.day_of_month(m[1])),
    (rf"\bon the (\d{{1,2}})\b{_NOT_A_TIME}", lambda m, r: r.day_of_month(m[1])),
    (rf"\b(\d{{1,2}})th\b{_NOT_A_CHOICE}", lambda m, r: r.day_of_month(m[1])),
]

_AND = r"(?:or|and|nor|, or|, and)"
_LEAD = r"(?:(?:on|for|the|any|a|at|during|of|week of) )*"
_NEVER, _UNFIT = NEVER["en"], UNFIT["en"]

_BOUNDS: list[Rule] = [
    (rf"\b(?:the )?week (?:of|starting|beginning) {_LEAD}§([A-Z]+)", lambda m, r: r.week_with(m[1])),
    (
        r"\b(a|1|\d{1,2}) (day|week)s? (?:from |after |on |)§([A-Z]+)",
        lambda m, r: r.after_mark(m[3], _count(m[1]), m[2]),
    ),
    (rf"{_COUNT} {_UNIT} before §([A-Z]+)", lambda m, r: r.after_mark(m[3], -_count(m[1]), m[2])),
    (r"§([A-Z]+) (?:after|following) §([A-Z]+)", lambda m, r: r.weekday_after(m[1], m[2])),
    (r"(?:\bthe )?\b(day|week) (?:after|following) §([A-Z]+)", lambda m, r: r.after_mark(m[2], 1, m[1])),
    (r"(?:\bthe )?\bday before §([A-Z]+)", lambda m, r: r.after_mark(m[1], -1, "day")),
    (rf"\bbetween {_LEAD}§([A-Z]+) and {_LEAD}§([A-Z]+)", lambda m, r: r.between(m[1], m[2])),
    (
        rf"(?:\bfrom )?{_LEAD}§([A-Z]+) ?(?:to|through|thru|until|till|-) {_LEAD}§([A-Z]+)",
        lambda m, r: r.between(m[1], m[2]),
    ),
    (
        rf"\b(?:not (?:until|till|before)|no (?:earlier|sooner) than|on or after) {_LEAD}§([A-Z]+)",
        lambda m, r: r.since(m[1]),
    ),
    (rf"\b(?:no later than|not after|not later than|on or before) {_LEAD}§([A-Z]+)", lambda m, r: r.until(m[1])),
    (r"§([A-Z]+) or (?:later|after|any ?time after)\b", lambda m, r: r.since(m[1])),
    (r"§([A-Z]+) or (?:earlier|before|sooner)\b", lambda m, r: r.until(m[1])),
    (rf"\b(?:before|prior to|earlier than|sooner than) {_LEAD}§([A-Z]+)", lambda m, r: r.before(m[1])),
    (rf"\b(?:by|until|till|up to|through) {_LEAD}§([A-Z]+)", lambda m, r: r.until(m[1])),
    (rf"\b(?:after|later than|past) {_LEAD}§([A-Z]+)", lambda m, r: r.after(m[1])),
    (
        rf"\b(?:starting|beginning|from|as of|as from|since) {_LEAD}§([A-Z]+)(?: on(?:wards?)?| and after| forward)?",
        lambda m, r: r.since(m[1]),
    ),
    (rf"\b{_NEVER} {_LEAD}§([A-Z]+) {_AND} {_LEAD}§([A-Z]+)", lambda m, r: r.without(m[1], m[2])),
    (rf"\b{_NEVER} {_LEAD}§([A-Z]+)", lambda m, r: r.without(m[1])),
    (rf"§([A-Z]+) {_AND} §([A-Z]+) {_UNFIT}", lambda m, r: r.without(m[1], m[2])),
    (rf"§([A-Z]+) ?{_UNFIT}", lambda m, r: r.without(m[1])),
]


def _nth(word: str) -> int:
    return -1 if word == "last" else int(word[:-2])


def _weeks_from(name: str, weeks: int, reader: DayReader) -> Days | None:
    coming = next_weekday(reader.weekday(name), reader.today, skip_today=True)
    return one(coming + timedelta(weeks=weeks))


def _day_next_month(day: str, reader: DayReader) -> Days | None:
    first, _ = month_after(reader.today, 1)
    return one(day_of(first.year, first.month, int(day)))


RULES: list[Rule] = [*_DATES, *_RELATIVE, *_WEEKDAYS, *_BOUNDS]
