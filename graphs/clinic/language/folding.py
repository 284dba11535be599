"""One written form for what was said: case, accents, signs and the usual slips of speech recognition folded away."""

from __future__ import annotations

import re
import unicodedata

from graphs.clinic.language.codes import Language

_TYPOGRAPHIC = str.maketrans(
    {"’": "'", "‘": "'", "´": "'", "`": "'", "“": " ", "”": " ", "–": "-", "—": ",", "‑": "-", "−": "-", "…": ","}
)
_CLAUSE_SIGNS = re.compile(r"(?:(?<!\d)[.:]|[.:](?!\d)|(?<!\d),|,(?!\d)|[;!?¿¡()\[\]{}|\n])+")
_JOINING_HYPHEN = re.compile(r"(?<=[a-z])-+(?=[a-z\d])|(?<=\d)-+(?=[a-z])")
_DECORATION = re.compile(r"[*_~\"<>^\\=§¤]+|(?<!\w)'+|'+(?!\w)|(?<!\w)-+(?!\d)|-+(?!\w)")
_COMMAS = re.compile(r"(?: ,)+(?= |$)")

_TITLES: dict[Language, list[tuple[str, str]]] = {
    "en": [
        (r"\bdr\b\.?", "doctor"),
        (r"\bmr\b\.?", "mister"),
        (r"\bmrs\b\.?", "missus"),
        (r"\bst\.(?= [a-z])", "saint"),
        (r"\b(jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec|mon|tues?|wed|thu(?:rs?)?|fri)\.(?=\s)", r"\1"),
    ],
    "es": [
        (r"\bdra\b\.?", "doctora"),
        (r"\bdr\b\.?", "doctor"),
        (r"\bsra\b\.?", "senora"),
        (r"\bsrta\b\.?", "senorita"),
        (r"\bsr\b\.?", "senor"),
    ],
}

_HOUR = r"(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\d{1,2})"
_PAST_THE_HOUR = r"(?:ten|fifteen|twenty|thirty|forty|forty five|fifty|oh five)"
_MERIDIEM = [(r"(?<![a-z])([ap])\s?\.\s?m\b\.?", r"\1m"), (r"\b([ap]) m\b", r"\1m"), (r"(?<=\d)([ap])\b(?!')", r" \1m")]

_REPAIRS: dict[Language, list[tuple[str, str]]] = {
    "en": [
        (r"\bo ?' ?clock\b|\bo clock\b|\ba clock\b|\boclock\b", "oclock"),
        (r"\bto (morrow|day|night)\b", r"to\1"),
        (r"\b(tommorow|tommorrow|tomorow|tomorrows)\b", "tomorrow"),
        (r"\btwo ?day\b(?= at| afternoon| morning)", "today"),
        (r"\b(half|quarter) passed\b", r"\1 past"),
        (r"\bhalf past in\b(?! the)", "half past ten"),
        (r"\bafter noon\b", "afternoon"),
        (r"\b(in the|this|that|tomorrow|next|early|late|good) mournings?\b", r"\1 morning"),
        (r"\b(a|next|this|last|the|one|every|per) weak\b", r"\1 week"),
        (r"\b(two|three|four|few|\d) weaks\b", r"\1 weeks"),
        (r"\b(wensday|wendsday|wednsday|wenesday|weds)\b", "wednesday"),
        (r"\bthirsday\b|\bthurs day\b|\bthursdee\b", "thursday"),
        (r"\bfry ?day\b|\bfri day\b", "friday"),
        (r"\btoosday\b|\btues day\b|\bchoose ?day\b", "tuesday"),
        (r"\bmon day\b|\bmun ?day\b", "monday"),
        (r"\bsatur day\b|\bsatterday\b", "saturday"),
        (rf"\bwon (?={_PAST_THE_HOUR}\b|oclock|pm|am)", "one "),
        (rf"\bate (?={_PAST_THE_HOUR}\b|oclock|pm|am)", "eight "),
        (rf"\btree (?={_PAST_THE_HOUR}\b|oclock|pm|am)", "three "),
        (r"\b(at|around|after|before|by) ate\b", r"\1 eight"),
        (r"\b(at|around|after|before|by) (?:for|fore)\b(?! (?:a|an|the|my|me|your)\b)", r"\1 four"),
        (r"\b(at|around|by) (?:to|too)\b(?! (?:a|an|the|my|see|be)\b)", r"\1 two"),
        (r"\b(at|around) won\b", r"\1 one"),
        (r"\bthe forth\b", "the fourth"),
        (r"\bmarched (?=(?:the )?(?:\d|first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth))", "march "),
        (r"\bfeburary\b|\bfebuary\b", "february"),
    ],
    "es": [
        (r"\bmedio ?dia\b", "mediodia"),
        (r"\bmedia ?noche\b", "medianoche"),
        (r"\bvierne\b", "viernes"),
        (r"\bmiercole\b", "miercoles"),
        (r"\bdies\b", "diez"),
        (r"\bonse\b", "once"),
        (r"\bdose\b", "doce"),
        (r"\btrese\b", "trece"),
        (r"\bcatorse\b", "catorce"),
        (r"\bquinse\b", "quince"),
        (r"\b(se[ns]?|s)itas?\b(?= )", "cita"),
        (r"\b(prosima|proccima)\b", "proxima"),
        (r"\bcemana\b", "semana"),
        (r"\ba las? oras?\b", "a la hora"),
        (r"\bsetiembre\b", "septiembre"),
    ],
}


def fold(text: str) -> str:
    """The text without case, accents and typographic variants; length and signs may change, words do not."""
    decomposed = unicodedata.normalize("NFKD", text.translate(_TYPOGRAPHIC).casefold())
    bare = "".join(c for c in decomposed if unicodedata.category(c) not in ("Mn", "Cf", "Cs", "Cc") or c in "\n\t ")
    return bare.translate(_TYPOGRAPHIC)


def normalise(text: str, language: Language) -> str:
    """What was said in one written form: lower case, no accents, commas between clauses, no other sentence signs.

    Signs inside figures stay ("3:30", "3/3/1980", "$85.50", "85,50"), apostrophes inside words too; titles are spelled
    out, "p. m." is "pm", and slips of recognition that can mean nothing else are repaired.
    """
    text = fold(text)
    for pattern, repaired in (*_TITLES[language], *_MERIDIEM):
        text = re.sub(pattern, repaired, text)
    text = _CLAUSE_SIGNS.sub(" , ", text)
    text = _JOINING_HYPHEN.sub(" ", text)
    text = _DECORATION.sub(" ", text)
    text = " ".join(text.split())
    for pattern, repaired in _REPAIRS[language]:
        text = re.sub(pattern, repaired, text)
    return _COMMAS.sub(",", f" {text}").strip(" ,")
