"""Words around names: what leads to one, what ends one, what never is one."""

from __future__ import annotations

from graphs.clinic.language.codes import Language
from graphs.clinic.language.figures import EN_ORDINALS, EN_SMALL, EN_TENS, ES_SMALL, ES_TENS
from graphs.clinic.language.wordlist import either, words

_SOUND = r"(?:h+m+|m+h+m+|mm+|u+h+m*|u+mm*|e+rm*|e+h+m*|a+h+|o+h+|h+u+h+)"
INTERJECTION = rf"{_SOUND}(?:-{_SOUND})*"
# "hmm", "uhm", "mm-hmm": somebody thinks

LEAD_IN: dict[Language, str] = {
    "en": either(
        r"my (?:full |whole |last |family )?name(?:'?s| is|,)?",
        r"the (?:full |last )?name(?:'s| is)",
        r"(?:full |last |sur|family )?name(?:'s| is)",
        r"this is|it'?s|it is|i'm called|i am called|call me|i'?m|i am|i said",
        r"under(?: the name(?: of)?)?|name of|called|named|speaking to",
        r"(?:his|her|their|the patient's|patient|our)(?: full| first| last)?(?: name)?(?:'s| is)?",
        r"for",
    ),
    "es": either(
        r"me llamo|se llama|soy|es|(?:le |les )?habla(?: con)?|a nombre de|de parte de|con",
        r"(?:mi|su|el|tu) nombre(?: completo)?(?: es)?|nombre(?: completo)?(?: es|,)?",
    ),
}
FIRST_NAME: dict[Language, str] = {
    "en": r"(?:my |the )?(?:first|given) name(?:'s| is|,)?",
    "es": r"(?:mi )?(?:primer nombre|nombre de pila)(?: es)?",
}
LAST_NAME: dict[Language, str] = {
    "en": r"(?:my |the |and )*(?:last|sur|family) ?name(?:'s| is|,)?",
    "es": r"(?:mi |y )*apellidos?(?: es| son)?",
}
TITLE: dict[Language, str] = {
    "en": r"(?:mr|mrs|ms|miss|mister|missus|doctor|dr)",
    "es": r"(?:(?:la |el )?(?:señora|señor|señorita|sra|sr|srta|doña|don|doctora|doctor|dra|dr))",
}
GREETING: dict[Language, str] = {
    "en": either(
        r"hi|hello|hey|good (?:morning|afternoon|evening)|there",
        r"yes|yeah|yep|sure|ok|okay|of course|certainly|alright|right|no|sorry|wait",
        r"well|so|just|please|thanks|thank you",
        INTERJECTION,
    ),
    "es": either(
        r"hola|buenos días|buenos dias|buenas tardes|buenas noches|buenas",
        r"sí|si|claro|por supuesto|ok|no|bueno|pues|este|mire|gracias|por favor",
        INTERJECTION,
    ),
}
SPELLING: dict[Language, str] = {
    "en": r"(?:that's|that is|it's|which is|and it's|i spell it|spelled|spelt|spelling|spell)",
    "es": r"(?:se escribe|se deletrea|deletreado|que es|es|con)",
}
TAKE_BACK: dict[Language, str] = {
    "en": (
        r"(?:no wait|wait no|no sorry|sorry|no|wait|i mean|i meant|make that|make it|actually|correction"
        r"|scratch that)"
    ),
    "es": r"(?:no perdón|no perdon|no|perdón|perdon|digo|mejor dicho|quise decir|disculpe)",
}

STOP: dict[Language, frozenset[str]] = {
    "en": frozenset(
        words(
            """and i i'd i'm i've i'll calling call speaking here from about for born birthday birth date on with
            who but that's that it's is was my the to need want would like at in of a an patient please thanks
            thank you dob spelled spelt spell spelling again if or so because as this what when where how why
            can could do does did have has had are am be appointment doctor today tomorrow yes no not me your
            yours he she they we it phone number around before after until till every during since let
            let's give which"""
        )
    ),
    "es": frozenset(
        words(
            """y quiero quisiera necesito nací naci nacido nacida fecha llamo llamando para con mi mis el un una en
            por gracias favor cita doctor doctora hoy mañana sí no se escribe deletreo nacimiento a que qué
            cuando cuándo dónde como cómo estoy tengo puedo quien quién le lo me su yo usted número teléfono
            hablo llamar"""
        )
    ),
}
# ends a name

NEVER_A_NAME: dict[Language, frozenset[str]] = {
    "en": frozenset(
        words(
            """what sorry pardon huh help hello hi ok okay sure right wrong nothing nobody someone anyone
            everything something maybe later never always why private repeat agent person human people operator
            representative cancel book move change schedule reschedule bill balance pay insurance hours open
            closed address emergency pain chest head back knee sick fever hurts hurt time day week month year
            morning afternoon evening night noon monday tuesday wednesday thursday friday saturday sunday
            already told other one just really very good bad fine great late early soon now then there thing
            things stop wait hold second minute moment whatever whoever any all some same last first next new
            old english spanish speak talk name full looking trying going getting interested afraid tired busy
            ready done don't can't won't didn't wasn't isn't know think guess mean say said tell ask asked see
            saw free available his her wife husband son daughter mother father mom dad brother sister friend
            myself him them test testing damn are real slower goodbye bye half quarter past dollars confirm
            correct perfect works anything nope none neither visit visits blood referral prescription refill
            results urgent ridiculous important complicated difficult stupid insane crazy serious broken
            another different perhaps probably definitely preferably possibly usually only except almost"""
        )
    ),
    "es": frozenset(
        words(
            """qué que perdón perdon hola ayuda nada nadie alguien algo repita repetir persona agente operador
            cancelar cambiar mover agendar cita citas cuenta saldo pagar seguro horario dirección emergencia
            dolor duele pecho cabeza espalda enfermo enferma hora día dia semana mes año tarde noche lunes
            martes miércoles miercoles jueves viernes sábado sabado domingo ahora ahorita luego después antes
            bien mal claro otra otro vez primero primera segundo segunda último última próximo próxima nuevo
            nueva español inglés hablar quiero disponible libre esposa esposo hijo hija mamá papá madre padre
            hermano hermana paciente verdad cierto correcto espere momento despacio adiós está esta ya privado
            humano sé sabe entiendo pregunta dólares ninguna ninguno cualquiera perfecto receta es soy habla yo
            parte urgente importante"""
        )
    ),
}
NUMBER_WORDS: dict[Language, frozenset[str]] = {
    "en": frozenset((*EN_SMALL, *EN_TENS, *EN_ORDINALS, "thousand", "hundred")),
    "es": frozenset((*ES_SMALL, *ES_TENS, "mil", "primero", "dieciséis", "veintidós", "veintitrés", "veintiséis")),
}
MONTHS_AS_NAMES = frozenset(("april", "may", "june", "august", "jan", "mar", "abril", "julio"))
# first names too, when no number stands beside them
PARTICLES = frozenset(words("de del la las los y van der den von da dos di du al bin ibn"))
