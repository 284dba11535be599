"""Which days a caller means: the value, and the steps that all expressions of days are built from."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from graphs.clinic.language import calendars
from graphs.clinic.language.codes import Language
from graphs.clinic.language.marks import Marks

SIGN = "§"
EVERY_DAY = frozenset(range(7))


@dataclass(frozen=True, slots=True)
class Days:
    """A wish for days; empty fields narrow nothing."""

    first: date | None = None
    last: date | None = None
    # both included
    weekdays: frozenset[int] = frozenset()
    # Monday is 0; empty: any
    excluded: frozenset[int] = frozenset()
    # weekdays that do not suit
    anchor: date | None = None
    # the one day meant where one must be named ("by friday": that friday); None when the wish names none


def one(day: date | None) -> Days | None:
    return Days(first=day, last=day, anchor=day) if day else None


def span(first: date, last: date, anchor: date | None = None) -> Days:
    return Days(first=first, last=last, anchor=anchor)


@dataclass(slots=True)
class DayReader:
    """The text under reading, and what "today" is."""

    today: date
    language: Language
    marks: Marks[Days]
    spoken_of: date | None = None
    # the day that was offered last: "the week after" counts from it

    def weekday(self, name: str) -> int:
        return calendars.WEEKDAYS[self.language][name]

    def month(self, name: str) -> int:
        return calendars.MONTHS[self.language][name]

    def any_weekday(self, name: str) -> Days:
        weekday = self.weekday(name)
        return Days(weekdays=frozenset((weekday,)), anchor=calendars.next_weekday(weekday, self.today))

    def coming(self, name: str) -> Days | None:
        """The first such weekday from today on: "this friday"."""
        return one(calendars.next_weekday(self.weekday(name), self.today))

    def coming_not_today(self, name: str) -> Days | None:
        return one(calendars.next_weekday(self.weekday(name), self.today, skip_today=True))

    def in_week(self, weeks: int, name: str) -> Days | None:
        """That weekday of the calendar week `weeks` after the running one."""
        return one(self.monday(weeks) + timedelta(days=self.weekday(name)))

    def monday(self, weeks: int) -> date:
        return calendars.week_of(self.today)[0] + timedelta(weeks=weeks)

    def week(self, weeks: int, part: str = "") -> Days:
        """A calendar week from today on, or its "early" (Monday, Tuesday), "mid" or "late" (Thursday, Friday) part."""
        begin, end = {"early": (0, 1), "mid": (1, 3), "late": (3, 4)}.get(part, (0, 6))
        monday = self.monday(weeks)
        last = monday + timedelta(days=end)
        if last < self.today:
            return self.week(weeks + 1, part)
        return span(max(self.today, monday + timedelta(days=begin)), last, last if part == "late" else None)

    def month_span(self, months: int, part: str = "") -> Days:
        """The month `months` after the running one from today on, or its first, middle or last days."""
        first, last = calendars.month_after(self.today, months)
        if part == "late":
            return span(last - timedelta(days=6), last, last)
        if part == "mid":
            return span(first + timedelta(days=10), first + timedelta(days=19), first + timedelta(days=14))
        if part == "early":
            return span(max(self.today, first), first + timedelta(days=6), first)
        return span(max(self.today, first), last)

    def months_until(self, month: int) -> int:
        return (month - self.today.month) % 12

    def date_of(self, month: int, day: int, year: str | None = None) -> Days | None:
        if year:
            full = int(year.replace(" ", ""))
            return one(calendars.day_of(full if full > 99 else 2000 + full, month, day))
        return one(calendars.next_date(month, day, self.today))

    def numeric(self, a: str, b: str, year: str | None) -> Days | None:
        """ "3/4" as month and day, in Spanish as day and month; the other order where that is no date."""
        month, day = (int(a), int(b)) if self.language == "en" else (int(b), int(a))
        return self.date_of(month, day, year) or self.date_of(day, month, year)

    def day_of_month(self, day: str, weekday: str | None = None) -> Days | None:
        wanted = self.weekday(weekday) if weekday else None
        return one(calendars.next_day_of_month(int(day), self.today, wanted))

    def nth_weekday(self, nth: int, name: str, months: int) -> Days | None:
        for later in (months, months + 12 if months == 0 else months + 1):
            day = calendars.nth_weekday(calendars.month_after(self.today, later)[0], self.weekday(name), nth)
            if day and day >= self.today:
                return one(day)
        return None

    def day_ahead(self, count: int, unit: str) -> date:
        """So many days, weeks or months from today."""
        if unit == "month":
            return _same_day(self.today, count)
        return self.today + timedelta(days=count * (7 if unit == "week" else 1))

    def ahead(self, count: int, unit: str) -> Days:
        """As `day_ahead`; weeks and months leave some days of play."""
        day = self.day_ahead(count, unit)
        return span(day, day + timedelta(days={"day": 0, "week": 4, "month": 13}[unit]), day)

    def within(self, count: int, unit: str) -> Days:
        return span(self.today, self.day_ahead(count, unit))

    def ahead_between(self, least: int, most: int, unit: str) -> Days:
        """ "in two or three weeks"."""
        return span(self.day_ahead(least, unit), self.day_ahead(most, unit))

    def weekend(self, weeks: int) -> Days:
        """Saturday and Sunday of the calendar week `weeks` after the running one."""
        saturday = self.monday(weeks) + timedelta(days=5)
        return span(max(self.today, saturday), saturday + timedelta(days=1))

    def week_with(self, letters: str) -> Days | None:
        """The calendar week of a marked day, from today on."""
        day = self.marks.value(letters).anchor
        monday, sunday = calendars.week_of(day or self.today)
        return span(max(self.today, monday), sunday) if day else None

    def after_mark(self, letters: str, count: int, unit: str) -> Days | None:
        """ "a week from monday": exactly that day, so many days, weeks or months later."""
        anchor = self.marks.value(letters).anchor
        if anchor is None:
            return None
        return one(anchor + timedelta(days=count * {"day": 1, "week": 7, "month": 30}[unit]))

    def weekday_after(self, weekday: str, day: str) -> Days | None:
        """ "the monday after the tenth"."""
        wanted, origin = self.marks.value(weekday), self.marks.value(day).last
        if len(wanted.weekdays) != 1 or origin is None:
            return None
        return one(calendars.next_weekday(min(wanted.weekdays), origin, skip_today=True))

    def between(self, a: str, b: str) -> Days:
        """From one marked expression to another; two weekdays mean each week's days between them."""
        first, last = self.marks.value(a), self.marks.value(b)
        if first.weekdays and last.weekdays:
            begin, end = min(first.weekdays), min(last.weekdays)
            return Days(weekdays=frozenset((begin + n) % 7 for n in range((end - begin) % 7 + 1)))
        return Days(first=self.edge(first, last=False), last=self.edge(last, last=True))

    def edge(self, days: Days, *, last: bool) -> date | None:
        return (days.last if last else days.first) or days.anchor

    def until(self, letters: str) -> Days | None:
        end = self.edge(self.marks.value(letters), last=True)
        return Days(last=end, anchor=end) if end else None

    def before(self, letters: str) -> Days | None:
        end = self.edge(self.marks.value(letters), last=False)
        return Days(last=end - timedelta(days=1), anchor=end - timedelta(days=1)) if end else None

    def since(self, letters: str) -> Days | None:
        start = self.edge(self.marks.value(letters), last=False)
        return Days(first=start) if start else None

    def after(self, letters: str) -> Days | None:
        start = self.edge(self.marks.value(letters), last=True)
        return Days(first=start + timedelta(days=1)) if start else None

    def without(self, *marked: str) -> Days | None:
        """What remains when the marked expressions do not suit; a day further off than next week cannot be said so."""
        weekdays: frozenset[int] = frozenset()
        first: date | None = None
        for value in (self.marks.value(n) for n in marked):
            weekdays |= value.weekdays
            if not value.weekdays and value.first and value.last and value.first <= self.monday(1):
                first = value.last + timedelta(days=1)
        return Days(first=first, excluded=weekdays)


def _same_day(origin: date, months: int) -> date:
    first, last = calendars.month_after(origin, months)
    return first.replace(day=min(origin.day, last.day))


Rule = tuple[str, Callable[[re.Match[str], DayReader], Days | None]]


def combine(found: list[Days]) -> Days | None:
    """All expressions of one breath as one wish: days said together are alternatives, a range bounds weekdays."""
    if not found:
        return None
    excluded = frozenset[int]().union(*(d.excluded for d in found))
    weekdays = frozenset[int]().union(*(d.weekdays for d in found)) - excluded
    dated = [d for d in found if d.first or d.last]
    singles = [d for d in dated if d.first == d.last]
    if len(singles) > 1 and len(singles) == len(dated):
        weekdays |= frozenset(d.first.weekday() for d in singles if d.first)
    first, last = _hull(dated)
    anchors = [d.anchor for d in found if d.anchor]
    if weekdays and first and last:
        fitting = [
            d for n in range(min((last - first).days, 6) + 1) if (d := first + timedelta(n)).weekday() in weekdays
        ]
        weekdays = weekdays if fitting else frozenset()
        anchors = fitting if len(weekdays) == 1 and fitting else anchors
    return Days(first, last, weekdays, excluded, anchors[-1] if anchors else None)


def _hull(dated: list[Days]) -> tuple[date | None, date | None]:
    ranges = [d for d in dated if d.first and d.last]
    bounds = [d for d in dated if not (d.first and d.last)]
    first = min((d.first for d in ranges if d.first), default=None)
    last = max((d.last for d in ranges if d.last), default=None)
    for bound in bounds:
        first, last = bound.first or first, bound.last or last
    return (first, last) if not (first and last) or first <= last else (dated[-1].first, dated[-1].last)


def merge(earlier: Days, later: Days) -> Days:
    """What a caller means who said the one and then the other: later wins, a weekday stays within the range said."""
    combined = combine([earlier, later])
    if later.first and later.last:
        keep = _some_fit(earlier.weekdays, later.first, later.last) and not later.weekdays
        return replace(later, weekdays=earlier.weekdays if keep else later.weekdays, excluded=_out(earlier, later))
    if later.weekdays and earlier.first and earlier.last:
        fits = _some_fit(later.weekdays, earlier.first, earlier.last)
        return (
            replace(combined or later, weekdays=later.weekdays)
            if fits
            else replace(later, excluded=_out(earlier, later))
        )
    weekdays = (later.weekdays or earlier.weekdays) - later.excluded
    first, last = later.first or earlier.first, later.last or earlier.last
    return Days(first, last, weekdays, _out(earlier, later), later.anchor or earlier.anchor)


def _out(earlier: Days, later: Days) -> frozenset[int]:
    return (earlier.excluded | later.excluded) - later.weekdays


def _some_fit(weekdays: frozenset[int], first: date, last: date) -> bool:
    return any((first + timedelta(days=n)).weekday() in weekdays for n in range(min((last - first).days, 6) + 1))
