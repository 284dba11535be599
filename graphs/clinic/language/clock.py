"""Which time of day a caller means."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import time

from graphs.clinic.language.marks import Marks

SIGN = "¤"
DAY_BEGINS, NOON, LAST_MINUTE = time(0), time(12), time(23, 59)
FIRST_MORNING_HOUR = 7
# a bare "seven" is in the morning, a bare "six" in the afternoon: what lies nearest to the clinic's hours, 8 to 18


@dataclass(frozen=True, slots=True)
class Times:
    """A wish for the time of day a visit starts; empty fields narrow nothing."""

    earliest: time | None = None
    latest: time | None = None
    # both included
    exact: time | None = None
    open_half: bool = False
    # the exact time was said without a.m. or p.m. and may lie twelve hours later
    part: bool = False
    # a named part of the day, not an hour


def minutes(at: time) -> int:
    return at.hour * 60 + at.minute


def at_minutes(total: int) -> time:
    """Minutes since midnight as a time, held within the day."""
    return time(*divmod(min(max(total, 0), 24 * 60 - 1), 60))


def clock(hour: str, minute: str | int = 0, half: str | None = None) -> Times | None:
    """An exact time; without "am" or "pm" an hour up to twelve is settled by the clinic's hours."""
    h, m = int(hour), int(minute)
    if h > 23 or m > 59 or (half and h > 12):
        return None
    if half:
        return Times(exact=time(h % 12 + 12 * (half == "pm"), m))
    if h == 0 or h > 12 or (len(hour) == 2 and hour[0] == "0"):
        return Times(exact=time(h, m))
    return Times(exact=time(h % 12 + 12 * (h % 12 < FIRST_MORNING_HOUR), m), open_half=True)


def shifted(times: Times | None, by_minutes: int) -> Times | None:
    """So many minutes later on the dial."""
    if times is None or times.exact is None:
        return None
    total = (minutes(times.exact) + by_minutes) % (24 * 60)
    return Times(exact=at_minutes(total), open_half=times.open_half)


def settle(times: Times, part: Times | None) -> Times:
    """The half of the day of an exact time, once the part of the day is known."""
    if times.exact is None or not times.open_half or part is None or part.earliest is None or part.latest is None:
        return times
    other = time((times.exact.hour + 12) % 24, times.exact.minute)
    distance = {t: _distance(t, part.earliest, part.latest) for t in (times.exact, other)}
    return Times(exact=min(distance, key=lambda t: distance[t]))


def _distance(at: time, earliest: time, latest: time) -> int:
    """Minutes outside of the part of the day, a morning being all before noon; the night goes on past midnight."""
    if earliest <= at <= latest or (latest < NOON and at < NOON):
        return 0
    after_midnight = minutes(at) + (24 * 60 if latest == LAST_MINUTE else 0)
    return min(abs(minutes(earliest) - minutes(at)), abs(after_midnight - minutes(latest)))


def around(times: Times) -> Times | None:
    """Half an hour on both sides."""
    if times.exact is None:
        return times
    at = minutes(times.exact)
    return Times(earliest=at_minutes(at - 30), latest=at_minutes(at + 30))


def not_before(times: Times) -> Times:
    start = times.exact or times.earliest
    return Times(earliest=start)


def after(times: Times) -> Times:
    """ "after three" from three on, "after the morning" from noon on."""
    if times.exact:
        return Times(earliest=times.exact)
    return Times(earliest=at_minutes(minutes(times.latest) + 1) if times.latest else None)


def before(times: Times) -> Times:
    """One minute before the hour or the part of the day begins."""
    end = times.exact or times.earliest
    return Times(latest=at_minutes(minutes(end) - 1) if end else None)


def until(times: Times) -> Times:
    return Times(latest=times.exact or times.latest)


def without(times: Times) -> Times | None:
    """What remains of the day when a part of it does not suit; an hour that does not suit narrows nothing."""
    if times.exact or not (times.earliest and times.latest):
        return Times()
    if times.earliest < NOON:
        return Times(earliest=NOON)
    return Times(latest=at_minutes(minutes(times.earliest) - 1))


def between(first: Times, last: Times) -> Times | None:
    """From one time to the other; the first takes the half of the day that brings it before the last."""
    start, end = first.exact or first.earliest, last.exact or last.latest
    if start is None or end is None:
        return None
    if start > end and first.open_half:
        start = time((start.hour + 12) % 24, start.minute)
    if start > end and last.open_half:
        end = time((end.hour + 12) % 24, end.minute)
    return Times(earliest=start, latest=end) if start <= end else None


TimeRule = tuple[str, Callable[[re.Match[str], Marks[Times]], Times | None]]


def combine(found: list[Times]) -> Times | None:
    """All times of one breath as one wish: an hour beats a part of the day, parts are alternatives."""
    if not found:
        return None
    parts = [t for t in found if t.part]
    hours = [settle(t, parts[0] if len(parts) == 1 else None) for t in found if t.exact]
    bounds = [t for t in found if not t.part and not t.exact]
    if hours:
        exact = {t.exact for t in hours}
        if len(exact) == 1:
            return hours[0]
        said = sorted(t.exact for t in hours if t.exact)
        return Times(earliest=said[0], latest=said[-1])
    wide = _union(parts)
    for bound in bounds:
        wide = merge(wide, bound)
    return wide


def _union(parts: list[Times]) -> Times:
    if not parts:
        return Times()
    earliest = min((t.earliest for t in parts if t.earliest), default=None)
    latest = max((t.latest for t in parts if t.latest), default=None)
    return Times(earliest, latest, part=True)


def merge(earlier: Times, later: Times) -> Times:
    """What a caller means who said the one and then the other: one bound joins the other, a contradiction replaces."""
    if later.exact:
        settled = settle(later, earlier if earlier.part else None)
        return settled if settled.exact and _within(settled.exact, earlier) else later
    if earlier.exact:
        settled = settle(earlier, later if later.part else None)
        return settled if settled.exact and _within(settled.exact, later) else later
    if later.earliest and later.latest:
        return later
    joined = Times(later.earliest or earlier.earliest, later.latest or earlier.latest)
    empty = joined.earliest and joined.latest and joined.earliest > joined.latest
    return later if empty else joined


def _within(at: time, bounds: Times) -> bool:
    return (bounds.earliest or DAY_BEGINS) <= at <= (bounds.latest or LAST_MINUTE)
