"""How Spanish names times of day."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import time

from graphs.clinic.language import clock
from graphs.clinic.language.clock import TimeRule, Times
from graphs.clinic.language.marks import Marks
from graphs.clinic.language.negations import NEVER, UNFIT

_H = r"(una|\d{1,2})"
_NOT_A_COUNT = (
    r"(?! ?(?:dias?|semanas?|mes(?:es)?|anos?|horas? (?:despues|antes)|minutos?|personas|ninos|veces|citas?"
    r"|dolares|pesos"
    r"|th|%|por ciento|\d|doctor(?:es)?|opciones|/|de (?:enero|febrero|marzo|abril|mayo|junio|julio|agosto|sep"
    r"|octubre|nov|dic)))"
)


def _clock(hour: str, minute: str | int = 0, half: str | None = None) -> Times | None:
    return clock.clock("1" if hour == "una" else hour, minute, half)


def _hour(m: re.Match[str], marks: Marks[Times]) -> Times | None:
    return _clock(m["h"])


def _between(m: re.Match[str], marks: Marks[Times]) -> Times | None:
    return clock.between(marks.value(m[1]), marks.value(m[2]))


def _with(meaning: Callable[[Times], Times | None]) -> Callable[[re.Match[str], Marks[Times]], Times | None]:
    return lambda m, marks: meaning(marks.value(m[1]))


def _part(h1: int, m1: int, h2: int, m2: int) -> Times:
    return Times(time(h1, m1), time(h2, m2), part=True)


_ART = r"(?:las? )?"
_HALF = r"(?: ?(am|pm))?\b"

HOURS: list[TimeRule] = [
    (
        rf"(?<!\d)(?:a )?{_ART}(\d{{1,2}})[:.h](\d{{2}})(?: horas)? ?(am|pm)?(?![\d.])",
        lambda m, t: _clock(m[1], m[2], m[3]),
    ),
    (rf"\b{_ART}{_H} y media{_HALF}", lambda m, t: _clock(m[1], 30, m[2])),
    (rf"\b{_ART}{_H} y (?:un )?cuarto{_HALF}", lambda m, t: _clock(m[1], 15, m[2])),
    (rf"\b{_ART}{_H} (?:menos|sin) (?:un )?cuarto{_HALF}", lambda m, t: clock.shifted(_clock(m[1], 0, m[2]), -15)),
    (rf"\b(?:un )?cuarto (?:para|pa) {_ART}{_H}{_HALF}", lambda m, t: clock.shifted(_clock(m[1], 0, m[2]), -15)),
    (
        rf"\b(?:faltan )?(\d{{1,2}})(?: minutos)? (?:para|pa) las? {_H}{_HALF}",
        lambda m, t: clock.shifted(_clock(m[2], 0, m[3]), -int(m[1])),
    ),
    (rf"\b{_ART}{_H} menos (\d{{1,2}}){_HALF}", lambda m, t: clock.shifted(_clock(m[1], 0, m[3]), -int(m[2]))),
    (rf"\blas? {_H} (?:y|con) (\d{{1,2}}){_HALF}{_NOT_A_COUNT}", lambda m, t: _clock(m[1], m[2], m[3])),
    (rf"(?<!\d )\blas? {_H} 0 (\d){_HALF}", lambda m, t: _clock(m[1], m[2], m[3])),
    (rf"(?<!\d )\b(?:las? )?{_H} ([0-5]\d){_HALF}{_NOT_A_COUNT}", lambda m, t: _clock(m[1], m[2], m[3])),
    (rf"\b{_ART}{_H} ?(am|pm)\b", lambda m, t: _clock(m[1], 0, m[2])),
    (rf"\b{_ART}{_H} (?:en punto|horas)\b", lambda m, t: _clock(m[1])),
    (
        rf"\blas? {_H}\b(?! (?:opcion|cita|semana|primera|doctora|senora|vez|otra|que|hora)){_NOT_A_COUNT}",
        lambda m, t: _clock(m[1]),
    ),
    (r"\b(?:las )?12 del (?:mediodia|dia)\b", lambda m, t: Times(exact=time(12))),
    (r"\b(?:las 12 de la |a la )?medianoche\b", lambda m, t: Times(exact=time(0))),
]

_IN = r"(?:(?:por|en|a|de|durante|para) )?(?:la |las |el |los )?"
_MORNING, _AFTERNOON, _NIGHT = r"mananas?(?:ita)?", r"tard(?:es?|ecita)", r"noches?"

PARTS: list[TimeRule] = [
    (
        r"\bno (?:tan|muy|demasiado) temprano\b|\bque no sea (?:tan|muy) temprano\b",
        lambda m, t: Times(earliest=time(10)),
    ),
    (
        r"\b(?:a )?(?:primera|1th) hora(?: de la manana)?\b|\b(?:lo )?mas temprano (?:posible )?de la manana\b",
        lambda m, t: _part(6, 0, 9, 0),
    ),
    (
        rf"\b(?:muy )?temprano (?:en|por|de) la {_MORNING}\b|\ba (?:primeras|1th) horas\b|\b(?:bien|muy) temprano\b"
        rf"|(?<!mas )(?<!muy )(?<!tan )\btempran(?:o|ito)\b",
        lambda m, t: _part(6, 0, 9, 30),
    ),
    (r"\ba media manana\b", lambda m, t: _part(9, 30, 11, 30)),
    (r"\ba media tarde\b", lambda m, t: _part(15, 0, 17, 0)),
    (
        rf"\b(?:a )?(?:ultima hora|fin(?:al)?(?:es)?)(?: de la {_AFTERNOON}| del dia)?\b(?! de semana)",
        lambda m, t: _part(16, 0, 17, 59),
    ),
    (rf"\b(?:temprano|al principio|a primera hora) (?:en|por|de) la {_AFTERNOON}\b", lambda m, t: _part(12, 0, 14, 0)),
    (
        r"\b(?:despues|al salir|cuando salga) del? (?:mi )?trabaj(?:o|ar)\b|\bsaliendo del trabajo\b",
        lambda m, t: Times(earliest=time(17)),
    ),
    (
        r"\bantes de(?: ir al| entrar al|l) trabaj(?:o|ar)\b|\bantes de trabajar\b",
        lambda m, t: Times(latest=time(8, 59)),
    ),
    (r"\bdespues de la escuela\b|\bdespues del colegio\b", lambda m, t: Times(earliest=time(15))),
    (r"\bdespues de(?:l almuerzo| almorzar| comer| la comida)\b", lambda m, t: _part(13, 0, 17, 59)),
    (
        r"\bantes de(?:l almuerzo| almorzar| comer| la comida)\b|\bantes del mediodia\b",
        lambda m, t: _part(6, 0, 11, 59),
    ),
    (
        r"\b(?:a(?:l)?|en|para) (?:la |el )?(?:hora (?:de|del) (?:la )?(?:comida|almuerzo|comer|almorzar)"
        r"|mediodia)\b|\bmediodia\b",
        lambda m, t: _part(11, 30, 13, 30),
    ),
    (r"\bno (?:tan|muy|demasiado) tarde\b|\bque no sea (?:tan|muy) tarde\b", lambda m, t: Times(latest=time(16))),
    (r"\b(?:de|por|en) la madrugada\b", lambda m, t: _part(0, 0, 5, 59)),
    (
        rf"\b(?:(?:por|en|a|de|esta|toda|durante) (?:la |las )?|las? ){_MORNING}\b|(?<=¤)\b{_MORNING}\b"
        rf"|(?<=§[A-Z] ){_MORNING}\b|\b{_MORNING}(?= [oy] (?:tarde|noche|por))|\bmananas\b|\bmananita\b",
        lambda m, t: _part(6, 0, 11, 59),
    ),
    (rf"(?<!mas )(?<!muy )(?<!tan )(?<!buenas )\b{_IN}{_AFTERNOON}\b(?! que)", lambda m, t: _part(12, 0, 19, 59)),
    (rf"(?<!buenas )\b{_IN}{_NIGHT}\b", lambda m, t: _part(18, 0, 23, 59)),
]

_UP_TO = r"(?:a|al|hasta|y|o|-)(?: las?)?"
_FILLER = (
    r"(?:ok|si|bueno|pues|este|eh|a|la|las|el|de|para|seria|es|esta bien|bien|mejor|digamos|quiero|quisiera"
    r"|prefiero|por favor"
    r"|gracias|me queda|que tal|tal vez|quiza|quizas|como|perfecto|puede ser|podria ser|,)"
)

BARE_HOURS: list[TimeRule] = [
    (rf"(?P<keep>\b(?:entre|como a|desde|hasta|despues de|antes de)) (?P<h>\d{{1,2}})\b{_NOT_A_COUNT}", _hour),
    (rf"(?P<keep>¤[A-Z]+ {_UP_TO}) (?P<h>una|\d{{1,2}})\b{_NOT_A_COUNT}", _hour),
    (r"\b(?P<h>\d{1,2}) (?=(?:de|por|en) ¤[A-Z]|¤[A-Z])", _hour),
    (rf"\b(?P<h>una|\d{{1,2}})(?= {_UP_TO} ¤[A-Z])", _hour),
    (rf"^(?P<keep>(?:{_FILLER} )*)(?P<h>\d{{1,2}}|(?<=la )una)(?=(?: {_UP_TO} \d{{1,2}})?(?: {_FILLER})*$)", _hour),
    (rf"(?P<keep>¤[A-Z]+ {_UP_TO}) (?P<h>una|\d{{1,2}})\b{_NOT_A_COUNT}", _hour),
    (rf"(?P<keep>§[A-Z]+ ?, a) (?P<h>\d{{1,2}})\b{_NOT_A_COUNT}", _hour),
]

_LEAD = r"(?:(?:a|de|del|la|las|el|los|en|por|al|como|eso|unas) )*"
_NEVER, _UNFIT = NEVER["es"], UNFIT["es"]

BOUNDS: list[TimeRule] = [
    (rf"\b(?:salgo|saliendo|termino|me desocupo) (?:del? (?:trabajo|trabajar) )?{_LEAD}¤([A-Z]+)", _with(clock.after)),
    (rf"\bentre {_LEAD}¤([A-Z]+) (?:y|a) {_LEAD}¤([A-Z]+)", _between),
    (rf"(?:\b(?:de|desde) )?{_LEAD}¤([A-Z]+) (?:a|al|hasta|-) {_LEAD}¤([A-Z]+)", _between),
    (rf"\b(?:no antes|no mas temprano que) {_LEAD}¤([A-Z]+)", _with(clock.not_before)),
    (rf"\b(?:no (?:despues|mas tarde)|a mas tardar|como muy tarde) (?:que )?{_LEAD}¤([A-Z]+)", _with(clock.until)),
    (r"¤([A-Z]+) (?:o (?:despues|mas tarde)|en adelante|para adelante)", _with(clock.not_before)),
    (r"¤([A-Z]+) (?:a mas tardar|o antes|como muy tarde)", _with(clock.until)),
    (rf"\b(?:despues|a partir|pasadas?|desde|mas tarde) (?:que )?{_LEAD}¤([A-Z]+)", _with(clock.after)),
    (rf"\b(?:antes) (?:que )?{_LEAD}¤([A-Z]+)", _with(clock.before)),
    (rf"\bhasta {_LEAD}¤([A-Z]+)", _with(clock.until)),
    (
        rf"\b(?:a eso|como|alrededor|cerca|tipo|aproximadamente|mas o menos|hacia|sobre|por ahi) {_LEAD}¤([A-Z]+)",
        _with(clock.around),
    ),
    (r"¤([A-Z]+) (?:mas o menos|aproximadamente|o algo asi|y pico)\b", _with(clock.around)),
    (rf"\b{_NEVER} {_LEAD}¤([A-Z]+)", _with(clock.without)),
    (rf"¤([A-Z]+) {_UNFIT}", _with(clock.without)),
]
