"""Names of people as callers give them."""

from __future__ import annotations

import re
import unicodedata

from graphs.clinic.language.calendars import MONTHS
from graphs.clinic.language.codes import Language
from graphs.clinic.language.figures import EN_ORDINALS, EN_SMALL, EN_TENS, ES_SMALL, ES_TENS
from graphs.clinic.language.folding import fold
from graphs.clinic.language.letters import unspelled
from graphs.clinic.language.wordlist import words

_LEAD_IN: dict[Language, str] = {
    "en": (
        r"(?:my (?:full |whole |first |last |sur|family )?name(?:'s| is|,)?|the (?:full |last |first )?name(?:'s| is)|(?:full |last |first )?name(?:'s| is)|this is|it's|it is"
        r"|i'm called|i am called|call me|i'm|i am|under(?: the name(?: of)?)?|(?:his|her|their|the patient's|patient|our)(?: full| first| last)?(?: name)?(?:'s| is)?"
        r"|(?:his|her) name(?:'s| is)|(?:name of|called|named|for|speaking to|spelled|spelt|spell(?:ing)?(?: it)?|that's|that is|make that|make it|i said|i mean|i meant|actually))"
    ),
    "es": (
        r"(?:me llamo|mi nombre(?: completo)?(?: es)?|el nombre(?: completo)? es|nombre(?: es|,)?|(?:le |les )?habla|soy|es|a nombre de|se llama|su nombre es"
        r"|mi apellido es|apellido|se escribe|se deletrea|deletreado|digo|perdón|quise decir|mejor dicho)"
    ),
}
_GREETING: dict[Language, str] = {
    "en": r"(?:hi|hello|hey|yes|yeah|yep|sure|ok|okay|um|uh|uhm|er|well|so|oh|good (?:morning|afternoon|evening)|of course|certainly|there|please|thanks|thank you|no|sorry|wait|alright|right)",
    "es": r"(?:hola|sí|si|claro|bueno|pues|eh|buenos días|buenas tardes|buenas noches|buenas|por supuesto|ok|gracias|por favor|este|mire|no|ah)",
}
_STOP: dict[Language, frozenset[str]] = {
    "en": frozenset(
        words("""and i i'd i'm i've i'll calling call speaking here from about for born birthday birth date on with who but that's that
        it's is was my the to need want would like at in of a an patient please thanks thank you date dob spelled spelt spell
        spelling again if or so because as this what when where how why can could do does did have has had are am be
        appointment doctor today tomorrow yes no not me your yours he she they we it phone number""")
    ),
    "es": frozenset(
        words("""y quiero quisiera necesito nací naci nacido nacida fecha llamo llamando para con mi mis el un una en por gracias
        favor cita doctor doctora hoy mañana sí no se escribe deletreo nacimiento a que qué cuando cuándo dónde como cómo
        estoy tengo puedo quien quién le lo me su yo usted número teléfono hablo llamar""")
    ),
}
_NEVER_A_NAME: dict[Language, frozenset[str]] = {
    "en": frozenset(
        words("""what sorry pardon huh help hello hi ok okay sure right wrong nothing nobody someone anyone everything something maybe
        later never always why private repeat agent person human people operator representative cancel book move change
        schedule reschedule bill balance pay insurance hours open closed address emergency pain chest head back knee sick
        fever hurts hurt time day week month year morning afternoon evening night noon monday tuesday wednesday thursday
        friday saturday sunday already told other one just really very good bad fine great late early soon now then there
        thing things stop wait hold second minute moment whatever whoever any all some same last first next new old
        english spanish speak talk name full calling looking trying going getting interested afraid tired busy ready done
        sorry's don't can't won't didn't wasn't isn't know think guess mean say said tell told ask asked see saw free
        available his her wife husband son daughter mother father mom dad brother sister friend myself him them mister
        test testing damn thing are real slower goodbye bye""")
    ),
    "es": frozenset(
        words("""qué que perdón perdon hola ayuda nada nadie alguien algo repita repetir persona agente operador cancelar cambiar
        mover agendar cita citas cuenta saldo pagar seguro horario dirección emergencia dolor duele pecho cabeza espalda
        enfermo enferma hora día dia semana mes año tarde noche lunes martes miércoles miercoles jueves viernes sábado
        sabado domingo ahora ahorita luego después antes bien mal claro otra otro vez primero primera segundo segunda
        último última próximo próxima nuevo nueva español inglés hablar quiero disponible libre esposa esposo hijo hija
        mamá papá madre padre hermano hermana paciente verdad cierto correcto espere momento despacio adiós está esta ya
        privado humano sé sabe entiendo pregunta""")
    ),
}  # fmt: skip
_NUMBER_WORDS: dict[Language, frozenset[str]] = {
    "en": frozenset([*EN_SMALL, *EN_TENS, *EN_ORDINALS]) | {"thousand", "hundred"},
    "es": frozenset([*ES_SMALL, *ES_TENS]) | {"mil", "primero", "dieciséis", "veintidós", "veintitrés", "veintiséis"},
}
_NAME_MONTHS = {"april", "may", "june", "august", "jan", "mar", "abril", "julio"}
# months that are also first names: a name when no number is beside them
_PARTICLES = frozenset(words("de del la las los y van der den von da dos di du al bin ibn"))
_WORD = re.compile(r"=?[^\W\d_](?:[^\W\d_]|['.-](?=[^\W\d_]))*")
_MOST_WORDS = 5


def parse_name(text: str, language: Language) -> str | None:
    """The person's name, capitalised as usual; None when the words do not look like a name.

    Lead-ins and what follows the name (dates, "speaking", the errand) are left out; spelled letters ("s m y t h",
    "B as in boy", "with a y") beat the sound.
    """
    spoken = _prepared(text, language)
    rest = _behind_lead_ins(spoken, language)
    words = _name_words(rest, language)
    spelled = [w[1:] for w in spoken.split() if w.startswith("=")]
    heard = [w for w in words if not w.startswith("=")]
    if spelled:
        heard = _corrected(heard, spelled)
    heard = _with_letters(heard, spoken, language)
    return _written(heard) if _is_name(heard, language, bool(spelled)) else None


def _prepared(text: str, language: Language) -> str:
    """Lower case with accents kept, hyphens said as words put in, spelled rows joined."""
    lower = unicodedata.normalize("NFC", text.replace("’", "'").replace("–", "-").casefold())
    lower = re.sub(r"\s+(?:hyphen|dash|guion|guión)\s+", "-", lower)
    lower = re.sub(r"[!?¿¡;:\"()]|(?<!\b[a-zñ])\.(?!\w)", " , ", lower)
    lower = re.sub(
        r"\bo'\s+|\bo (?=(?:brien|connor|neil|neill|reilly|hara|donnell|malley|leary|keefe|dea|shea)\b)", "o'", lower
    )
    lower = re.sub(r"\b(mc|mac) (?=[a-z]{4,})", r"\1", lower)
    return unspelled(" ".join(lower.replace(",", " , ").split()), language)


def _behind_lead_ins(spoken: str, language: Language) -> str:
    pieces = re.split(rf"(?:^|(?<=\s)){_LEAD_IN[language]}(?=\s|$)", spoken)
    named = [p for p in pieces[1:] if _name_words(p, language)]
    if not named:
        return spoken
    both = [_name_words(p, language) for p in named]
    if (
        len(both) > 1
        and len(both[0]) == len(both[-1]) == 1
        and re.search(r"\b(?:first|last|apellido|surname)\b", spoken)
    ):
        return " ".join(both[0] + both[-1])
    return named[-1] if not all(w.startswith("=") for w in both[-1]) or len(named) == 1 else named[-2]


def _name_words(piece: str, language: Language) -> list[str]:
    """The first row of words that may belong to a name."""
    piece = re.sub(rf"^(?:\s|,|\b{_GREETING[language]}\b(?!\s*['-]))+", "", piece.strip())
    words: list[str] = []
    tokens = piece.split()
    for at, word in enumerate(tokens):
        if _ends_name(tokens, at, language, words):
            break
        if word != ",":
            words.append(word)
    return [
        w
        for w in words
        if w not in ("mister", "mr", "mrs", "ms", "miss", "señor", "señora", "don", "doña", "sr", "sra")
    ]


def _ends_name(tokens: list[str], at: int, language: Language, words: list[str]) -> bool:
    word = tokens[at]
    following = tokens[at + 1] if at + 1 < len(tokens) else ""
    if word == ",":
        return (
            bool(words)
            and not following.startswith("=")
            and not (len(words) == 1 and _may_follow(tokens, at, language))
        )
    numeric = any(c.isdigit() for c in following) or following in _NUMBER_WORDS[language] or following in ("the", "de")
    if fold(word) in MONTHS[language] and (numeric or word not in _NAME_MONTHS):
        return True
    return word in _STOP[language] or word in _NUMBER_WORDS[language] or not _WORD.fullmatch(word.rstrip("."))


def _may_follow(tokens: list[str], comma: int, language: Language) -> bool:
    """ "Smith, John" and "John, Smith": a lone word behind the comma goes on with the name."""
    rest = [t for t in tokens[comma + 1 :] if t != ","]
    return (
        len(rest) == 1
        and rest[0] not in _STOP[language] | _NEVER_A_NAME[language]
        and not any(c.isdigit() for c in rest[0])
    )


def _corrected(heard: list[str], spelled: list[str]) -> list[str]:
    """Each spelled word takes the place of the heard word it resembles, else of the last one (the surname)."""
    from rapidfuzz import fuzz

    if not heard:
        return spelled
    result = list(heard)
    for word in spelled:
        whole = fuzz.ratio(word, "".join(result))
        scores = [fuzz.ratio(word, fold(w)) for w in result]
        best = max(range(len(result)), key=lambda n: scores[n])
        if len(result) > 1 and whole > scores[best] and whole >= 60:
            return _split_like(word, result)
        result[best if scores[best] >= 40 else -1] = word
    return result


def _split_like(spelled: str, heard: list[str]) -> list[str]:
    """First name and surname spelled in one row, cut where the heard words were."""
    from rapidfuzz import fuzz

    cuts = range(1, len(spelled))
    first, rest = heard[0], "".join(heard[1:])
    cut = max(cuts, key=lambda n: fuzz.ratio(spelled[:n], first) + fuzz.ratio(spelled[n:], rest))
    return [spelled[:cut], spelled[cut:]]


_CONFUSED = {
    "y": ("i", "ie"), "i": ("y",), "k": ("ch", "c", "q"), "c": ("k", "s"), "z": ("s", "c"), "s": ("z", "c"), "j": ("g",),
    "g": ("j",), "f": ("ph",), "ph": ("f", "v"), "v": ("ph", "b"), "b": ("v",), "ñ": ("n",), "x": ("j", "s"), "w": ("v",),
}  # fmt: skip
_NAMED_ES = {
    "zeta": "z",
    "ceta": "z",
    "ese": "s",
    "ce": "c",
    "hache": "h",
    "be": "b",
    "ve": "v",
    "uve": "v",
    "ka": "k",
    "jota": "j",
    "ge": "g",
    "equis": "x",
    "eñe": "ñ",
    "ye": "y",
}


def _with_letters(heard: list[str], spoken: str, language: Language) -> list[str]:
    """ "smith with a y" is Smyth, "clark with an e" Clarke, "jon without an h", "scott with two t's"."""
    pattern = {
        "en": r"\b(?P<how>with|without|no) (?:an? |the )?(?P<double>double |two )?(?P<letter>ph|[a-z])(?:'?s)?\b",
        "es": r"\b(?P<how>con|sin) (?P<double>doble |dos )?(?P<letter>[a-zñ]|zeta|ceta|ese|ce|hache|be|ve|uve|ka|jota|ge|equis|eñe|ye)s?\b",
    }[language]
    match = re.search(pattern, spoken)
    if not match or not heard:
        return heard
    letter = _NAMED_ES.get(match["letter"], match["letter"])
    at = _concerned(heard, spoken[: match.start()])
    changed = _respelled(
        heard[at], letter, without=match["how"] in ("without", "sin", "no"), double=bool(match["double"])
    )
    return [*heard[:at], changed, *heard[at + 1 :]]


def _concerned(heard: list[str], before: str) -> int:
    """The word of the name said last before the letter."""
    said = before.split()
    return max(range(len(heard)), key=lambda n: max((i for i, w in enumerate(said) if w == heard[n]), default=-1))


def _respelled(word: str, letter: str, *, without: bool, double: bool) -> str:
    if without:
        return word.replace(letter, "", 1) or word
    if double:
        return re.sub(rf"{letter}+", letter * 2, word, count=1)
    for other in _CONFUSED.get(letter, ()):
        if other in word:
            return word.replace(other, letter, 1)
    if letter == "h" and word[0] in "aeiou":
        return "h" + word
    return word if word.endswith(letter) or letter in word else word + letter


def _is_name(words: list[str], language: Language, spelled: bool) -> bool:
    if not 1 <= len(words) <= _MOST_WORDS:
        return False
    proper = [w for w in words if w not in _PARTICLES]
    if not proper or any(w in _NEVER_A_NAME[language] or w in _STOP[language] for w in proper):
        return spelled and len(proper) == 1 and proper[0] not in _STOP[language]
    return any(len(w.strip(".")) > 1 for w in proper)


def _written(words: list[str]) -> str:
    shown = [w if w in _PARTICLES and n > 0 else _capitalised(w) for n, w in enumerate(words)]
    return " ".join(shown)


def _capitalised(word: str) -> str:
    """ "o'brien-hughes" -> "O'Brien-Hughes", "mcdonald" -> "McDonald"."""
    parts = re.split(r"(['.-])", word)
    capital = "".join(p[:1].upper() + p[1:] for p in parts)
    return re.sub(r"\bMc([a-z])(?=[a-z]{2})", lambda m: f"Mc{m[1].upper()}", capital)
