"""What is said right after something was booked, moved, cancelled or noted: a correction of it, or once more please."""

from __future__ import annotations

import re

from graphs.clinic.language import no_such_day, parse_amount, parse_due_date
from graphs.clinic.rules.call import Call, call
from graphs.clinic.rules.markers import (
    ALL,
    CALL_OFF,
    EARLIER,
    HALF,
    LATER,
    NEW_ONE,
    OTHER_DAY,
    OTHER_ONE,
    THE_REST,
    any_of,
    fold,
)
from graphs.clinic.rules.situation import Situation
from graphs.clinic.rules.slots import doctor_of, wanted, when_of

CLOSING = {"anything_else", "what_else"}
AGAIN = any_of(
    r"what (?:did|have) (?:you|we|i) (?:just )?(?:book|do|cancel|move|note|change|promise|reserve)\w*",
    r"(?:what|which) (?:time|day|date|doctor) (?:was|is) (?:that|it|mine)|(?:when|what) (?:was|is) (?:that|it) again",
    r"when (?:was|is) (?:that|it|my (?:new )?(?:appointment|visit))(?: for)?|who (?:was|is) (?:that|it) with",
    r"(?:what|which) was (?:that|the) (?:time|day|date|doctor)",
    r"(?:a )?que (?:hora|dia) (?:era|es|dijo|quedo)|que (?:es lo que )?(?:me )?(?:reservo|agendo|cancelo|anoto|cambio)",
    r"(?:para )?cuando (?:era|es|quedo)|con (?:quien|que doctora?) (?:era|es)",
)
UNDO = any_of(
    r"undo|take (?:it|that) back|put it back|(?:re ?book|book) (?:it|that) again|bring it back|by mistake",
    r"(?:didn'?t|did not|don'?t) (?:want|mean|say|ask for) (?:that|it|to|this)|not what i (?:wanted|said|meant|asked)",
    r"(?:don'?t|do not|not|never) (?:book|move|cancel|change|note) (?:it|that|my|the)|leave it (?:as|where|how) it was",
    r"keep (?:it|that|my|the)|(?:i )?(?:still |do )?(?:want|need) (?:it|that|to keep) (?:back|after all|it)?",
    r"deshag\w+|deshacer\w*|me equivoque|fue un error|por error",
    r"dejela (?:como estaba|donde estaba)|la quiero (?:de vuelta|todavia)",
    r"no (?:la|lo|me la|me lo) (?:cancele|reserve|agende|mueva|cambie|anote|quite)\w*",
    r"no (?:queria|quise|quiero|era) (?:eso|es[ao]|cancelar\w*)",
    r"no cancele\w*|vuelva a (?:reservar|agendar|poner)\w*",
)
# it should not have been done
CORRECTS = any_of(
    r"no|wait|sorry|oh|oops|actually|i (?:said|meant|mean|wanted|asked)|instead|rather",
    r"should (?:be|have been)|wrong|better",
    r"(?:make|change|move|switch|push|bring|reschedule) (?:it|that|this)",
    r"can (?:it|that|we|you)|could (?:it|that|we|you)",
    r"perdon|disculpe|espere|mejor|dije|digo|queria|quise|en vez|en lugar|mas bien|deberia|equivoc\w+",
    r"(?:cambi|muev|mov|pas)\w*(?:la|lo|mela)|que sea",
)
WRONG = any_of(r"wrong (?:day|time|date|doctor|one)|(?:el dia|la hora|la fecha) (?:esta|es) (?:mal|equivocad[oa])")
ANOTHER = any_of(r"another|also|as well|too|for my|otra cita|tambien|ademas|para mi")


def after_effect(sit: Situation) -> Call | None:
    """The call that takes up what was just done; None when the words are about something else."""
    done = sit.data.get("done")
    if not done or sit.wish or sit.asked not in CLOSING:
        return None
    folded = fold(sit.text)
    if AGAIN.search(folded):
        return call("tell_last")
    if done["action"] == "promise":
        return _promise(sit, folded)
    if UNDO.search(folded) or (done["action"] == "book" and _calls_off(folded)):
        return call("correct_last", undo="yes", change=sit.text)
    return _visit(sit, folded, done["action"])


def corrects(text: str) -> bool:
    """Whether the words take something back or set it right, whatever it is."""
    folded = fold(text)
    return bool(UNDO.search(folded) or WRONG.search(folded) or _says_otherwise(folded))


def _says_otherwise(folded: str) -> bool:
    return bool(
        re.search(r"\b(?:wait|i (?:said|meant|mean|wanted)|actually|instead|espere|dije|queria|quise)\b", folded)
    )


def _calls_off(folded: str) -> bool:
    """ "Cancel it", "cancel that": what was booked a moment ago."""
    return bool(CALL_OFF.search(folded) and re.search(r"\b(?:it|that|cancel\w*[lae][ao])\b", folded)) and not any(
        pattern.search(folded) for pattern in (NEW_ONE, ANOTHER)
    )


def _visit(sit: Situation, folded: str, action: str) -> Call | None:
    own = {"book", "move"} if action != "cancel" else {"cancel"}
    if not set(wanted(sit)) <= own or NEW_ONE.search(folded) or ANOTHER.search(folded):
        return None
    value = (
        when_of(sit) or doctor_of(sit) or any(p.search(folded) for p in (EARLIER, LATER, OTHER_DAY, OTHER_ONE, WRONG))
    )
    if value and CORRECTS.search(folded):
        return call("correct_last", change=sit.text)
    return None


def _promise(sit: Situation, folded: str) -> Call | None:
    """Another amount or day; the rest is a promise of its own."""
    if UNDO.search(folded) or CALL_OFF.search(folded):
        return call("correct_last", undo="yes", change=sit.text)
    if THE_REST.search(folded) or ANOTHER.search(folded) or not CORRECTS.search(folded):
        return None
    share = "all" if ALL.search(folded) else ""
    amount = parse_amount(sit.text, sit.language)
    due = parse_due_date(sit.text, sit.language, sit.now.date()) or no_such_day(sit.text, sit.language)
    if not (share or amount or due) or HALF.search(folded):
        return None
    return call("correct_last", change=sit.text, amount=share or (str(amount) if amount else ""))
