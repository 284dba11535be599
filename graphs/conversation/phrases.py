"""What the conversation itself says, for any graph: apologies, fillers, a greeting. Never part of the thread."""

from __future__ import annotations

from typing import Final

PHRASES: Final[dict[str, dict[str, str]]] = {
    "en": {
        "greeting": "Hello, this is an automated assistant. How can I help you?",
        "welcome_back": "Welcome back. How can I help you?",
        "filler": "One moment, please.",
        "still": "I am still working on it, thank you for waiting.",
        "apology": "I'm sorry, something went wrong on my side. Could you say that once more?",
        "cut_off": "I'm sorry, I lost my thread there. Could you say that once more?",
        "too_long": "I'm sorry, that took too long. Could you say that once more?",
        "store_unavailable": "I'm sorry, I can't reach our records right now. Please give me a moment and try again.",
        "busy": "I'm sorry, this conversation goes on in another place right now.",
        "unreadable": "I'm sorry, I can't read our conversation any more. Please begin a new one.",
        "uncertain": "I'm not sure whether that went through, so I won't try it again. A person will look into it.",
        "answered": "That has been answered already, thank you.",
        "were_cut_off": "We were cut off.",
        "asked": "Let me ask you first.",
    },
    "es": {
        "greeting": "Hola, soy un asistente automático. ¿En qué le puedo ayudar?",
        "welcome_back": "Hola de nuevo. ¿En qué le puedo ayudar?",
        "filler": "Un momento, por favor.",
        "still": "Sigo en ello, gracias por esperar.",
        "apology": "Disculpe, algo falló de mi lado. ¿Me lo puede repetir?",
        "cut_off": "Disculpe, se me fue el hilo. ¿Me lo puede repetir?",
        "too_long": "Disculpe, eso tardó demasiado. ¿Me lo puede repetir?",
        "store_unavailable": "Disculpe, ahora no puedo ver nuestros datos. Espere un momento e intente de nuevo.",
        "busy": "Disculpe, esta conversación sigue ahora en otro lugar.",
        "unreadable": "Disculpe, ya no puedo leer nuestra conversación. Por favor, empiece una nueva.",
        "uncertain": "No sé con certeza si eso se hizo, así que no lo intento otra vez. Una persona lo va a revisar.",
        "answered": "Eso ya quedó respondido, gracias.",
        "were_cut_off": "Se cortó la llamada.",
        "asked": "Primero una pregunta.",
    },
}


def phrase(name: str, language: str | None) -> str:
    """The named phrase in the language (an IETF tag such as "es-MX"), English when it is not known."""
    return PHRASES.get((language or "en")[:2], PHRASES["en"])[name]
