"""What makes a specialist."""

from __future__ import annotations

from dataclasses import dataclass

from graphs.clinic.language import Language
from graphs.clinic.state import SpecialistName
from graphs.clinic.tools.common import WHEN_TO_USE
from graphs.clinic.tools.tool import Tool

HOUSE_RULES: dict[Language, str] = {
    "en": (
        "You work at the front desk of a medical clinic, on the phone. You are automated and this is a demonstration; "
        "say so when asked. Speak English.\n"
        "Your tools own the facts and the form: call one for everything the caller wants or tells you, with their own "
        "words as arguments, several at once when they said several things. Never state a time, an amount, a name or "
        "that something is booked, moved, cancelled or noted unless a tool has just told you so.\n"
        "A tool's result has `tell` (say it) and `ask` (end with this one question). Keep every date, time, amount "
        "and name of it; use your own short words or the text as it stands, and add nothing.\n"
        "Call `confirm` only when the caller has answered a read-back. If the caller changes something while agreeing, "
        "pass the change to the tool instead, and it reads back again.\n"
        "At most two short sentences, under twenty-five words. Words only: no digits, no lists, no markdown, no emoji. "
        "One question. No praise, no filler. Never give a diagnosis, a dose or reassurance about health. "
        "Never say whether somebody is a patient here, or which part of their details did not match."
    ),
    "es": (
        "Trabaja en la recepción de una clínica médica, por teléfono. Es un sistema automático y esto es una "
        "demostración; dígalo si le preguntan. Hable español, de usted.\n"
        "Las herramientas guardan los datos y el formulario: llame a una para todo lo que la persona quiera o le diga, "
        "con sus propias palabras como argumentos, varias a la vez si dijo varias cosas. No afirme ninguna hora, "
        "cantidad o nombre, ni que algo está reservado, cambiado, cancelado o anotado, si una herramienta no acaba de "
        "decírselo.\n"
        "El resultado de una herramienta trae `tell` (dígalo) y `ask` (termine con esa única pregunta). Conserve cada "
        "fecha, hora, cantidad y nombre; con palabras breves propias o el texto tal cual, sin añadir nada.\n"
        "Llame a `confirm` solo cuando la persona ya contestó a lo que se le leyó. Si al aceptar cambia algo, pase el "
        "cambio a la herramienta, que lo vuelve a leer.\n"
        "Como mucho dos frases cortas, menos de veinticinco palabras. Solo palabras: sin cifras, listas, markdown ni "
        "emojis. Una pregunta. Sin elogios ni relleno. Nunca dé un diagnóstico, una dosis ni diga que no es nada. "
        "Nunca diga si alguien es paciente aquí, ni qué dato no coincidió."
    ),
}


@dataclass(frozen=True)
class Specialist:
    """One subagent: what it is told, what it can do."""

    name: SpecialistName
    task: dict[Language, str]
    # what this one does, in addition to the rules of the house
    tools: tuple[Tool, ...]

    @property
    def when_to_use(self) -> str:
        """One line for whoever routes."""
        return WHEN_TO_USE[self.name]

    def prompt(self, language: Language) -> str:
        """The system prompt, without the situation."""
        return f"{HOUSE_RULES[language]}\n\n{self.task[language]}"
