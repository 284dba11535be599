"""How English names times of day."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import time

from graphs.clinic.language import clock
from graphs.clinic.language.clock import TimeRule, Times
from graphs.clinic.language.marks import Marks
from graphs.clinic.language.negations import NEVER, UNFIT


def _hour(m: re.Match[str], marks: Marks[Times]) -> Times | None:
    return clock.clock(m["h"])


def _between(m: re.Match[str], marks: Marks[Times]) -> Times | None:
    return clock.between(marks.value(m[1]), marks.value(m[2]))


def _with(meaning: Callable[[Times], Times | None]) -> Callable[[re.Match[str], Marks[Times]], Times | None]:
    return lambda m, marks: meaning(marks.value(m[1]))


_H = r"(\d{1,2})"
_NOT_A_COUNT = (
    r"(?! ?(?:days?|weeks?|months?|years?|hours?|hrs?|minutes?|mins?|people|persons|kids|children|times|appointments?"
    r"|visits?|dollars?|bucks|th|%|percent|of (?:us|them)|\d|doctors?|slots?|options?|/|:\d))"
)
_MINUTES = r"(5|10|15|20|25)"

HOURS: list[TimeRule] = [
    (
        r"(?:^|(?<=\bat ))(1[0-2]|[1-9])([0-5]\d)(?: ?(am|pm))?(?=$|[ ,])(?! \d)",
        lambda m, t: clock.clock(m[1], m[2], m[3]),
    ),
    (r"(?<!\d)(\d{1,2})[:.h](\d{2}) ?(am|pm)?(?![\d.])", lambda m, t: clock.clock(m[1], m[2], m[3])),
    (rf"\bhalf past {_H} ?(am|pm)?\b", lambda m, t: clock.clock(m[1], 30, m[2])),
    (rf"\bhalf {_H}\b(?! (?:an?|hours?))", lambda m, t: clock.clock(m[1], 30)),
    (rf"\b(?:a )?quarter (?:past|after) {_H} ?(am|pm)?\b", lambda m, t: clock.clock(m[1], 15, m[2])),
    (
        rf"\b(?:a )?quarter (?:to|till|til|of|before) {_H} ?(am|pm)?\b",
        lambda m, t: clock.shifted(clock.clock(m[1], 0, m[2]), -15),
    ),
    (rf"\b(\d{{1,2}}) minutes? (?:past|after) {_H} ?(am|pm)?\b", lambda m, t: clock.clock(m[2], m[1], m[3])),
    (
        rf"\b(\d{{1,2}}) minutes? (?:to|till|til|before) {_H} ?(am|pm)?\b",
        lambda m, t: clock.shifted(clock.clock(m[2], 0, m[3]), -int(m[1])),
    ),
    (rf"\b{_MINUTES} past {_H} ?(am|pm)?\b", lambda m, t: clock.clock(m[2], m[1], m[3])),
    (
        rf"(?<=at ){_MINUTES} (?:to|till|til) {_H} ?(am|pm)?\b",
        lambda m, t: clock.shifted(clock.clock(m[2], 0, m[3]), -int(m[1])),
    ),
    (rf"(?<!\d )\b{_H} 0 (\d) ?(am|pm)?\b(?! \d)", lambda m, t: clock.clock(m[1], m[2], m[3])),
    (rf"(?<!\d )\b{_H} ([0-5]\d) ?(am|pm)\b", lambda m, t: clock.clock(m[1], m[2], m[3])),
    (rf"(?<!\d )(?<!\$)\b{_H} ([0-5]\d)\b{_NOT_A_COUNT}", lambda m, t: clock.clock(m[1], m[2])),
    (rf"\b{_H} ?(?:oclock )?(am|pm)\b", lambda m, t: clock.clock(m[1], 0, m[2])),
    (rf"\b{_H} ?(?:oclock|sharp|hundred hours)\b", lambda m, t: clock.clock(m[1])),
    (r"\b(?:at |12 )?noon\b(?! ?time)|\b(?:at )?mid ?day\b", lambda m, t: Times(exact=time(12))),
    (r"\b(?:at |12 )?midnight\b", lambda m, t: Times(exact=time(0))),
]


def _part(h1: int, m1: int, h2: int, m2: int) -> Times:
    return Times(time(h1, m1), time(h2, m2), part=True)


_IN = r"(?:(?:in|during|of|on|at|for) )?(?:the |an? |any )?"
_EARLY = r"(?:early|earlier|beginning|start)(?: part)?(?: in| of| on)?(?: the)?"
_LATE = r"(?:late|later|end)(?: part)?(?: in| of| on)?(?: the)?"
_MORNING, _AFTERNOON, _EVENING = r"(?:mornings?|am)", r"(?:afternoons?|pm)", r"(?:evenings?)"

PARTS: list[TimeRule] = [
    (r"\b(?:very )?1th thing(?: in the morning| tomorrow morning|)?\b", lambda m, t: _part(6, 0, 9, 0)),
    (rf"\b{_IN}(?:very )?{_EARLY} {_MORNING}\b", lambda m, t: _part(6, 0, 9, 30)),
    (rf"\b{_IN}(?:mid|middle of the)[ -]?{_MORNING}\b", lambda m, t: _part(9, 0, 11, 0)),
    (rf"\b{_IN}{_LATE} {_MORNING}\b", lambda m, t: _part(10, 0, 11, 59)),
    (rf"\b{_IN}{_EARLY} {_AFTERNOON}\b", lambda m, t: _part(12, 0, 14, 0)),
    (rf"\b{_IN}mid[ -]?{_AFTERNOON}\b", lambda m, t: _part(14, 0, 16, 0)),
    (rf"\b{_IN}{_LATE} {_AFTERNOON}\b", lambda m, t: _part(15, 30, 17, 59)),
    (rf"\b{_IN}(?:{_EARLY} |{_LATE} )?{_EVENING}\b", lambda m, t: _part(17, 0, 21, 0)),
    (
        r"\b(?:end|late|later) (?:of|in) the (?:work(?:ing)? )?day\b|\blast thing\b|\blate in the day\b",
        lambda m, t: _part(16, 0, 17, 59),
    ),
    (r"\bearl(?:y|ier) in the day\b", lambda m, t: _part(6, 0, 10, 0)),
    (r"\b(?:the )?middle of the day\b", lambda m, t: _part(11, 0, 14, 0)),
    (r"\bbefore lunch(?:time)?\b", lambda m, t: _part(6, 0, 11, 59)),
    (r"\bafter lunch(?:time)?\b", lambda m, t: _part(13, 0, 17, 59)),
    (
        r"\b(?:at |around |over |during |on )?(?:my |the )?(?:lunch ?(?:time|hour|break)?|noon ?time)\b",
        lambda m, t: _part(11, 30, 13, 30),
    ),
    (
        r"\bafter (?:i get off |i finish )?(?:work|office hours|the office)\b|\bwhen i(?:'m| am| get) (?:off"
        r"|done with) work\b|\bafter i get off\b",
        lambda m, t: Times(earliest=time(17)),
    ),
    (r"\bbefore (?:i go to |i start )?(?:work|the office)\b", lambda m, t: Times(latest=time(8, 59))),
    (
        r"\bafter (?:school|the kids get out)\b|\bonce the kids are out of school\b",
        lambda m, t: Times(earliest=time(15)),
    ),
    (r"\bbefore school\b|\bwhile the kids are asleep\b", lambda m, t: Times(latest=time(8, 29))),
    (
        r"\b(?:not|nothing|isn't|don't want it) (?:too|very|that|so|super) early\b"
        r"|\bno (?:super )?early (?:appointments?|ones?|slots?|morning)\b",
        lambda m, t: Times(earliest=time(10)),
    ),
    (r"\b(?:not|nothing) (?:too|very|that|so|super) late\b", lambda m, t: Times(latest=time(16))),
    (rf"(?<!good )\b{_IN}{_MORNING}\b", lambda m, t: _part(6, 0, 11, 59)),
    (rf"(?<!good )\b{_IN}{_AFTERNOON}\b", lambda m, t: _part(12, 0, 17, 59)),
    (r"\b(?:at |the )?nights?\b|\btonight\b", lambda m, t: Times(time(17), time(23, 59), part=True)),
]

_UP_TO = r"(?:to|till|til|until|through|and|or|-)"
_BEFORE_AN_HOUR = (
    r"(?:at|around|round|about|approximately|roughly|by|after|past|before|until|till|than|from|between|since|like"
    r"|exactly"
    r"|said|meant|mean|say|make it|is|it's|starting|prefer|want|take)"
)
_FILLER = (
    r"(?:ok|okay|yes|yeah|yep|um|uh|well|so|how about|what about|maybe|perhaps|let's say|say|i'd like|i would like"
    r"|i'll take"
    r"|i want|give me|can (?:i|we) do|could (?:i|we) do|let's do|do|please|then|the|one|at|works?|works for me"
    r"|would work|is|it|it's|"
    r"fine|good|great|would be|sounds|best|better|perfect|for me|thanks|thank you|make|that|only|just|like"
    r"|if possible|,)"
)

BARE_HOURS: list[TimeRule] = [
    (
        rf"(?P<keep>\b{_BEFORE_AN_HOUR}(?: about| around| exactly| like| maybe)?) (?P<h>\d{{1,2}})\b{_NOT_A_COUNT}",
        _hour,
    ),
    (rf"(?P<keep>§[A-Z]+ ?,?) (?P<h>\d{{1,2}})\b{_NOT_A_COUNT}", _hour),
    (r"\b(?P<h>\d{1,2}) (?=(?:on |for |, )?[§¤][A-Z])", _hour),
    (rf"(?P<keep>¤[A-Z]+ {_UP_TO}) (?P<h>\d{{1,2}})\b{_NOT_A_COUNT}", _hour),
    (rf"\b(?P<h>\d{{1,2}})(?= {_UP_TO} ¤[A-Z])", _hour),
    (r"\b(?P<h>\d{1,2}) ?(?=ish\b)", _hour),
    (rf"^(?P<keep>(?:{_FILLER} )*)(?P<h>\d{{1,2}})(?=(?: {_UP_TO} \d{{1,2}})?(?: {_FILLER})*$)", _hour),
    (rf"(?P<keep>¤[A-Z]+ {_UP_TO}) (?P<h>\d{{1,2}})\b{_NOT_A_COUNT}", _hour),
]

_LEAD = r"(?:(?:at|in|the|on|about|around|any|anything|for|during|that|it) )*"
_NEVER, _UNFIT = NEVER["en"], UNFIT["en"]

BOUNDS: list[TimeRule] = [
    (r"\b(?:get off|get out|finish|done|off)(?: of)?(?: work| school)?(?: at)? ¤([A-Z]+)", _with(clock.after)),
    (rf"(?:\b(?:between|from) )?{_LEAD}¤([A-Z]+) (?:to|till|til|until|through|and|-) {_LEAD}¤([A-Z]+)", _between),
    (
        rf"\b(?:not (?:until|till|before)|no (?:earlier|sooner) than|at the earliest) {_LEAD}¤([A-Z]+)",
        _with(clock.not_before),
    ),
    (rf"\b(?:no later than|not (?:after|later than)|at the latest(?: by)?) {_LEAD}¤([A-Z]+)", _with(clock.until)),
    (
        r"¤([A-Z]+) (?:at the earliest|or (?:later|after)|on(?:wards?|(?= *,|$))|and (?:later|after))",
        _with(clock.not_before),
    ),
    (r"¤([A-Z]+) (?:at the latest|or (?:earlier|before|sooner))", _with(clock.until)),
    (
        r"\b(?:some ?time |any ?time |anything )?(?:after|later than|past|from|starting(?: at)?|since) (?:about "
        r"|around )?¤([A-Z]+)",
        _with(clock.after),
    ),
    (
        r"\b(?:some ?time |any ?time |anything )?(?:before|earlier than|sooner than|prior to) (?:about "
        r"|around )?¤([A-Z]+)",
        _with(clock.before),
    ),
    (r"\b(?:by|until|till|up to) ¤([A-Z]+)", _with(clock.until)),
    (rf"\b{_NEVER} {_LEAD}¤([A-Z]+)", _with(clock.without)),
    (rf"¤([A-Z]+) ?{_UNFIT}", _with(clock.without)),
    (
        r"\b(?:around|round|about|approximately|roughly|near|close to|circa|at like|like) (?:at )?¤([A-Z]+)",
        _with(clock.around),
    ),
    (r"¤([A-Z]+) ?(?:ish|or so|thereabouts|or thereabouts|more or less|give or take)\b", _with(clock.around)),
]
