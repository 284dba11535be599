"""How Spanish names days, as rules from the widest expression to the narrowest."""

from __future__ import annotations

from graphs.clinic.language.calendars import HOLIDAYS, MONTHS, WEEKDAYS
from graphs.clinic.language.days import DayReader, Days, Rule, span
from graphs.clinic.language.following_days import week_from_there
from graphs.clinic.language.negations import NEVER, UNFIT

_DAY = rf"({'|'.join(sorted(WEEKDAYS['es'], key=len, reverse=True))})"
_MONTH = rf"({'|'.join(MONTHS['es'])})"
_YEAR = r"(?: del? (20\d\d))?"
_COUNT = r"(un par de|unos|unas|una|un|\d{1,2})"
_UNIT = r"(dia|semana|mes)(?:e?s)?"
_UNITS = {"dia": "day", "semana": "week", "mes": "month"}
_NOT_A_TIME = (
    r"(?! ?(?:am|pm|y media|y cuarto|de la (?:manana|tarde|noche)|horas|minutos|%|dolares|pesos|por ciento|:))"
)
_NOT_A_CHOICE = r"(?! (?:que|opcion|disponible|de (?:los|las|esos|esas)|cita|vez|hora|horario|lugar))"
_NEXT = r"(?:que viene|proxim[oa]|siguiente|entrante|que entra)"
_PART = {
    "principios": "early",
    "comienzos": "early",
    "inicios": "early",
    "mediados": "mid",
    "fin": "late",
    "fines": "late",
    "finales": "late",
}
_SHIFT = r"(?:a |para |por )?(principios|comienzos|inicios|mediados|finales|fines|fin) del?"


def _count(words: str) -> int:
    return {"un par de": 2, "unos": 3, "unas": 3, "una": 1, "un": 1}.get(words) or int(words)


def _ahead(words: str, unit: str, reader: DayReader) -> Days | None:
    """ "ocho días" are a week and "quince días" a fortnight."""
    count = {8: 7, 15: 14}.get(_count(words), _count(words)) if unit == "dia" else _count(words)
    return reader.ahead(count, _UNITS[unit])


def _in_eight(number: str, days: str, reader: DayReader) -> Days | None:
    return reader.after_mark(number, {"8": 7, "15": 14}.get(days, int(days)), "day")


_DATES: list[Rule] = [
    (r"\b(\d{4})-(\d{1,2})-(\d{1,2})\b", lambda m, r: r.date_of(int(m[2]), int(m[3]), m[1])),
    (r"(?<![\d/$.])(\d{1,2})/(\d{1,2})(?:/(20\d\d|\d\d))?(?![\d/])", lambda m, r: r.numeric(m[1], m[2], m[3])),
    (r"(?<![\d$.])(\d{1,2})-(\d{1,2})-(20\d\d|\d\d)(?!\d)", lambda m, r: r.numeric(m[1], m[2], m[3])),
    (
        rf"(?:\bel )?(?:\b{_DAY} ?,? )?(?:el )?(?:dia )?\b(\d{{1,2}})(?:th)? (?:del mes )?(?:de )?{_MONTH}\b{_YEAR}",
        lambda m, r: r.date_of(r.month(m[3]), int(m[2]), m[4]),
    ),
    (
        rf"\b{_MONTH} (\d{{1,2}})(?:th)?\b{_NOT_A_TIME}{_YEAR}",
        lambda m, r: r.date_of(r.month(m[1]), int(m[2]), m[3]),
    ),
    (
        rf"\b(?:el )?ultimo {_DAY} de {_MONTH}\b",
        lambda m, r: r.nth_weekday(-1, m[1], r.months_until(r.month(m[2]))),
    ),
    (
        rf"\b(?:el )?(\d{{1,2}})th {_DAY} de {_MONTH}\b",
        lambda m, r: r.nth_weekday(int(m[1]), m[2], r.months_until(r.month(m[3]))),
    ),
    (rf"\b(?:el )?ultimo {_DAY} del mes\b", lambda m, r: r.nth_weekday(-1, m[1], 0)),
    *(
        (rf"\b(?:la |el )?{name}\b", lambda m, r, of=month_day: r.date_of(*of))
        for name, month_day in HOLIDAYS["es"].items()
    ),
]

_RELATIVE: list[Rule] = [
    (r"\bpasado(?: el dia de)? manana\b", lambda m, r: r.ahead(2, "day")),
    (r"\b(?:hoy(?: mismo| dia)?|esta (?=manana|tarde|noche))\b", lambda m, r: r.ahead(0, "day")),
    (
        r"(?<!la )(?<!las )(?<!de )\bmanana\b(?! (?:y|o) (?:tarde|noche))|(?<=para )manana\b"
        r"|(?<=de )manana(?= en \d)|\b(?:el )?dia de manana\b",
        lambda m, r: r.ahead(1, "day"),
    ),
    (
        rf"\b(?:dentro de|en) (\d{{1,2}}|una?) [oa] (\d{{1,2}}) {_UNIT}\b",
        lambda m, r: r.ahead_between(_count(m[1]), int(m[2]), _UNITS[m[3]]),
    ),
    (
        rf"\b(?:en|durante) l[oa]s proxim[oa]s {_COUNT} {_UNIT}\b",
        lambda m, r: r.within(_count(m[1]), _UNITS[m[2]]),
    ),
    (r"§([A-Z]+) en (8|15)\b(?: dias)?", lambda m, r: _in_eight(m[1], m[2], r)),
    (
        rf"\b(?:dentro de|de aqui a|de aqui en|en|a|al cabo de) (?:como |unos "
        rf"|unas )?{_COUNT} {_UNIT}\b(?! (?:despues|antes))",
        lambda m, r: _ahead(m[1], m[2], r),
    ),
    (r"\bla semana (?:despues|siguiente) (?:de|a) la (?:proxima|que viene|siguiente)\b", lambda m, r: r.week(2)),
    (r"\b(?:de )?la semana subsiguiente\b", lambda m, r: r.week(2)),
    (r"\b(?:este |el |los |en el |por el )?fin(?:es)? de semana(?: que viene)?\b", lambda m, r: r.weekend(0)),
    (r"\b(?:el )?proximo fin de semana\b", lambda m, r: r.weekend(1)),
    (
        r"\b(?:entre semana|dias? (?:de semana|laborales?|habil(?:es)?))\b",
        lambda m, r: Days(weekdays=frozenset(range(5))),
    ),
    (rf"{_SHIFT} (?:la )?(?:semana {_NEXT}|proxima semana)\b", lambda m, r: r.week(1, _PART[m[1]])),
    (rf"{_SHIFT} (?:esta |la )?semana\b", lambda m, r: r.week(0, _PART[m[1]])),
    (r"\ba media semana\b", lambda m, r: r.week(0, "mid")),
    (
        r"\b(?:la |de la |para la )?(?:otra semana|semana siguiente|siguiente semana)\b",
        lambda m, r: week_from_there(r, 1),
    ),
    (rf"\b(?:la |de la |para la )?(?:semana {_NEXT}|proxima semana)\b", lambda m, r: r.week(1)),
    (r"\besta (?:misma )?semana\b", lambda m, r: r.week(0)),
    (rf"{_SHIFT} (?:el )?(?:mes {_NEXT}|proximo mes)\b", lambda m, r: r.month_span(1, _PART[m[1]])),
    (rf"{_SHIFT} (?:este )?mes\b", lambda m, r: r.month_span(0, _PART[m[1]])),
    (r"\b(?:el )?(?:dia )?(\d{1,2})(?:th)? de este mes\b", lambda m, r: r.day_of_month(m[1])),
    (rf"\b(?:el )?(?:mes {_NEXT}|(?:proximo|siguiente|otro) mes)\b", lambda m, r: r.month_span(1)),
    (r"\beste (?:mismo )?mes\b", lambda m, r: r.month_span(0)),
    (rf"{_SHIFT} {_MONTH}\b", lambda m, r: r.month_span(r.months_until(r.month(m[2])), _PART[m[1]])),
    (rf"\b(?:en|durante|para) {_MONTH}\b", lambda m, r: r.month_span(r.months_until(r.month(m[1])))),
]

_WEEKDAYS: list[Rule] = [
    (
        rf"\b(?:el )?{_DAY} ?,? (?:el )?(?:dia )?(\d{{1,2}})(?:th)?\b{_NOT_A_TIME}{_NOT_A_CHOICE}",
        lambda m, r: r.day_of_month(m[2], m[1]),
    ),
    (rf"\b(?:el )?(?:proximo|siguiente) {_DAY}\b", lambda m, r: r.coming_not_today(m[1])),
    (rf"\b(?:el )?{_DAY} (?:proximo|siguiente|que viene|entrante)\b", lambda m, r: r.coming_not_today(m[1])),
    (rf"\b(?:el )?{_DAY} de la otra\b", lambda m, r: r.in_week(1, m[1])),
    (rf"\beste (?:mismo )?{_DAY}\b", lambda m, r: r.coming(m[1])),
    (rf"\b{_DAY}\b", lambda m, r: r.any_weekday(m[1])),
    (rf"\b(?:el )?dia (\d{{1,2}})(?:th)?\b{_NOT_A_TIME}{_NOT_A_CHOICE}", lambda m, r: r.day_of_month(m[1])),
    (rf"\b(?:el|al|del) (\d{{1,2}})(?:th)?\b{_NOT_A_TIME}{_NOT_A_CHOICE}", lambda m, r: r.day_of_month(m[1])),
    (r"\b(?:la|una|cada) quincena\b", lambda m, r: _pay_day(r)),
]

_LEAD = r"(?:(?:el|la|los|las|de|del|en|para|por|dia|dias|ningun|este|al|a) )*"
_AND = r"(?:o|y|ni|, ni|, o|, y)"
_NEVER, _UNFIT = NEVER["es"], UNFIT["es"]

_BOUNDS: list[Rule] = [
    (r"(?:de )?§([A-Z]+) en (8|15)\b(?: dias)?", lambda m, r: _in_eight(m[1], m[2], r)),
    (rf"\b(?:la )?semana del? {_LEAD}§([A-Z]+)", lambda m, r: r.week_with(m[1])),
    (rf"{_COUNT} {_UNIT} despues {_LEAD}§([A-Z]+)", lambda m, r: r.after_mark(m[3], _count(m[1]), _UNITS[m[2]])),
    (r"el dia (?:despues|siguiente) (?:de|del|al) §([A-Z]+)", lambda m, r: r.after_mark(m[1], 1, "day")),
    (rf"\bentre {_LEAD}§([A-Z]+) y {_LEAD}§([A-Z]+)", lambda m, r: r.between(m[1], m[2])),
    (rf"(?:\b(?:de|del|desde) )?{_LEAD}§([A-Z]+) (?:a|al|hasta) {_LEAD}§([A-Z]+)", lambda m, r: r.between(m[1], m[2])),
    (rf"\bno antes {_LEAD}§([A-Z]+)", lambda m, r: r.since(m[1])),
    (rf"\b(?:no (?:despues|mas tarde)|a mas tardar|como maximo) {_LEAD}§([A-Z]+)", lambda m, r: r.until(m[1])),
    (r"§([A-Z]+) a mas tardar\b", lambda m, r: r.until(m[1])),
    (r"§([A-Z]+) o despues\b|§([A-Z]+) en adelante\b", lambda m, r: r.since(m[1] or m[2])),
    (r"§([A-Z]+) o antes\b", lambda m, r: r.until(m[1])),
    (rf"\bantes {_LEAD}§([A-Z]+)", lambda m, r: r.before(m[1])),
    (rf"\bhasta {_LEAD}§([A-Z]+)", lambda m, r: r.until(m[1])),
    (rf"\b(?:despues|pasado) {_LEAD}§([A-Z]+)", lambda m, r: r.after(m[1])),
    (rf"\b(?:a partir|desde|empezando) {_LEAD}§([A-Z]+)(?: en adelante)?", lambda m, r: r.since(m[1])),
    (rf"\b{_NEVER} {_LEAD}§([A-Z]+) {_AND} {_LEAD}§([A-Z]+)", lambda m, r: r.without(m[1], m[2])),
    (rf"\b{_NEVER} {_LEAD}§([A-Z]+)", lambda m, r: r.without(m[1])),
    (rf"§([A-Z]+) {_AND} {_LEAD}§([A-Z]+) {_UNFIT}", lambda m, r: r.without(m[1], m[2])),
    (rf"§([A-Z]+) {_UNFIT}", lambda m, r: r.without(m[1])),
]


def _pay_day(reader: DayReader) -> Days | None:
    """The fifteenth or the last of the month, whichever comes first."""
    if reader.today.day <= 15:
        return reader.day_of_month("15")
    last = reader.month_span(0).last
    return span(last, last, last) if last else None


RULES: list[Rule] = [*_DATES, *_RELATIVE, *_WEEKDAYS, *_BOUNDS]
