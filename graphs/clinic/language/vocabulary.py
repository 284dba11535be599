"""Words that tell English and Spanish apart; none is a word or a common name of the other language."""

from __future__ import annotations

from graphs.clinic.language.codes import Language
from graphs.clinic.language.wordlist import words

CONTENT: dict[Language, frozenset[str]] = {
    "en": frozenset(
        words(
            """hello hi hey appointment appointments book booking schedule reschedule cancel move change doctor's
            need want would like could please thanks thank you morning afternoon evening monday tuesday
            wednesday thursday friday saturday sunday today tomorrow yesterday week month next bill balance pay
            payment owe insurance hours open close address where when what who how why speak talk person human
            someone agent help pain hurts hurt hurting sick fever headache cough name birthday born my yes yeah
            yep sure right wrong that's it's i'm i'd i've don't can't repeat again slower goodbye bye see have
            had is are was were been being this that english know think call calling called number phone
            question one two three four five six seven eight nine ten eleven twelve thirty first second third
            good fine works visit check stomach knee throat chest shoulder foot leg eye ear skin tooth teeth
            blood breath breathe feel feeling since about just will there because still really very much work
            nurse back last night got get going coming make take give wait sorry nothing something anything
            hurtin dizzy tired"""
        )
    ),
    "es": frozenset(
        words(
            """hola buenos buenas dias tardes noches quiero quisiera necesito cita citas agendar reservar cancelar
            cambiar mover gracias favor manana tarde lunes martes miercoles jueves viernes sabado domingo hoy
            ayer semana mes proxima proximo cuenta saldo pagar pago debo seguro horario horarios abierto abren
            cierran direccion donde cuando cuanto cuanta quien como hablar hable habla persona alguien ayuda
            ayudar dolor dolores duele duelen enfermo enferma fiebre cabeza tos nombre llamo nacimiento naci soy
            estoy tengo tiene puedo puede podria puedes si claro bien mal correcto otra vez repita repetir
            despacio adios espanol castellano dos tres cuatro cinco seis siete ocho nueve diez doce cuarto
            primero segundo tercera primera numero telefono pregunta mis su hija hijo esposa esposo ahora
            ahorita usted senor senora esta estan es gustaria estomago rodilla garganta pecho espalda hombro
            pierna ojo oido piel muela sangre respirar siento desde porque todavia mucho mucha trabajo noche
            nada algo entiendo quisieramos venir sacar ir hacer mareado mareada cansado cansada anoche problema"""
        )
    ),
}
FUNCTION: dict[Language, frozenset[str]] = {
    "en": frozenset(words("the an and or of to in on at for with from i she it we they be do does did not but if so")),
    "es": frozenset(words("el la los las un una unos unas de del al y en con por para pero se lo le mi que muy mas")),
}
