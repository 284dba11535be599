"""Which tools to call for what the caller said: the open question first, then new wishes, then asking again."""

from __future__ import annotations

from graphs.clinic.language import parse_when
from graphs.clinic.rules.after import after_effect
from graphs.clinic.rules.answers import ANSWERS, FREE, LAST_ANSWERS, answer_to
from graphs.clinic.rules.begin import begin
from graphs.clinic.rules.call import Call, call
from graphs.clinic.rules.choosing import change_of
from graphs.clinic.rules.markers import (
    ALSO,
    BACK_TO,
    CALL_OFF,
    DOSE,
    EXISTING,
    FACTS,
    HARDSHIP,
    INSTEAD,
    ITEMS,
    NEVER_MIND,
    NEW_ONE,
    NO_THANKS,
    OTHER_OFFER,
    WANTS_VISIT,
    WHY,
    fold,
)
from graphs.clinic.rules.situation import Situation
from graphs.clinic.rules.slots import (
    ASKED_IDENTITY,
    bare_choice,
    bare_name,
    booking,
    doctor_of,
    identity,
    introduces,
    wanted,
    when_of,
)
from graphs.clinic.state import SPECIALIST_OF, WishKind
from graphs.clinic.understanding import asks_price, topic_wish
from graphs.clinic.wishes import clear_kind, wish_words


def decide(sit: Situation) -> list[Call]:
    """The tool calls of this turn, in order; never none."""
    if sit.wish and not sit.wish["begun"]:
        wished = _as_wished(sit)
        if sit.specialist == "billing" and HARDSHIP.search(fold(wished.text)):
            return [call("hand_over", reason=wished.text)]
        return _with_identity(begin(sit.kind, wished), wished, sit)
    first = _advice(sit) or after_effect(sit)
    if first:
        return [first]
    if sit.specialist == "billing" and not sit.wish and ITEMS.search(fold(sit.text)):
        return [begin("explain", sit)]
    new = [kind for kind in wanted(sit) if kind not in sit.open_kinds and _is_meant(kind, sit)]
    if BACK_TO.search(fold(sit.text)) and not (doctor_of(sit) or when_of(sit)):
        return [call("go_back", request=sit.text)]
    if NEVER_MIND.search(fold(sit.text)) or _calls_off(sit):
        return _let_go(new, sit)
    if sit.specialist == "billing" and HARDSHIP.search(fold(sit.text)):
        return [call("hand_over", reason=sit.text)]
    if sit.asked == "topic" and {"book", "move"} & set(sit.data.get("parked", [])) and booking(sit):
        return [call("go_back", request=sit.text)]
    if sit.asked in {"since", "danger"} and WANTS_VISIT.search(fold(sit.text)) and not doctor_of(sit):
        return [answer_to(sit) or call("not_understood")]
    if new and sit.asked in FREE and _clear_other(sit):
        return _switch(new, sit)
    who = introduces(sit) if sit.wish else None
    if who:
        return [who]
    answer = _other_option(sit) or answer_to(sit)
    if answer and new and _is_more_than_answer(sit):
        return [call("also_wants", request=sit.text), answer]
    if answer and (answer.name == "choose_option" or not (new and _overrules(sit))):
        return _with_identity(answer, sit)
    return _why(sit) or (_switch(new, sit) if new else []) or _aside(sit) or _question(sit) or _closing(sit)


def _advice(sit: Situation) -> Call | None:
    """A question for a dose goes to a nurse, one about doctors and house is answered, whatever was asked."""
    folded = fold(sit.text)
    if DOSE.search(folded) and sit.kind != "person":
        nurse = sit.specialist == "triage"
        advice = call("advise_next_step", step="nurse") if nurse else None
        return advice or call("handoff_to_triage", request=sit.text, kind="symptoms")
    price = sit.asked in ASKED_IDENTITY and asks_price(sit.text, sit.language)
    if (price or FACTS.search(folded)) and sit.kind != "info":
        return _start("info", sit)[0]
    return None


def _let_go(new: list[WishKind], sit: Situation) -> list[Call]:
    """The open wish is given up; what comes in its place is begun."""
    if not sit.wish:
        return _start(new[0], sit) if new else _closing(sit)
    return [call("never_mind"), *(_start(new[0], sit) if new else [])]


def _is_meant(kind: WishKind, sit: Situation) -> bool:
    """In the middle of something else a question counts only when it names a topic of the clinic's."""
    named = kind != "info" or not sit.wish or topic_wish(sit.text, sit.language) or asks_price(sit.text, sit.language)
    return bool(named) and not _is_change(kind, sit)


def _is_change(kind: WishKind, sit: Situation) -> bool:
    """What sounds like another wish for an appointment is about the one that is being made or moved."""
    folded = fold(sit.text)
    if sit.kind == "move":
        return kind == "book" and not NEW_ONE.search(folded)
    return sit.kind == "book" and kind in {"move", "cancel"} and not EXISTING.search(folded)


def _calls_off(sit: Situation) -> bool:
    """The booking that is being made is given up: "no, cancel it", "no thanks"."""
    folded = fold(sit.text)
    if sit.asked in {"what_for", "when", "new_when", "change"} and NO_THANKS.match(folded):
        return not booking(sit)
    return sit.kind == "book" and bool(CALL_OFF.search(folded)) and not EXISTING.search(folded)


def _as_wished(sit: Situation) -> Situation:
    """The situation with the words in which the wish was put, which may be some turns old."""
    return sit.about((sit.wish["words"] if sit.wish else "") or sit.text)


def _with_identity(first: Call, *told: Situation) -> list[Call]:
    """Who is calling, when the words tell that too."""
    who = next((found for sit in told if (found := identity(sit))), None)
    return [first, who] if who and first.name != "verify_identity" else [first]


def _other_option(sit: Situation) -> Call | None:
    """While it is asked who calls: another choice than before, or a wish for something else than what was offered."""
    if sit.kind not in {"book", "move"} or sit.asked not in {"identity", "new_identity", "name"}:
        return None
    number = bare_choice(sit)
    if number:
        return call("choose_option", option=number)
    other = OTHER_OFFER.search(fold(sit.text))
    return call("find_slots", change=change_of(other[0])) if other else None


def _clear_other(sit: Situation) -> bool:
    kind = clear_kind(sit.text, sit.language)
    is_other = kind is not None and kind not in sit.open_kinds and (sit.asked, kind) != ("what_for", "symptoms")
    return kind is not None and is_other and (sit.asked == "item" or SPECIALIST_OF[kind] != sit.specialist)


def _is_more_than_answer(sit: Situation) -> bool:
    return sit.asked not in FREE and bool(ALSO.search(fold(sit.text)))


def _overrules(sit: Situation) -> bool:
    """A refusal that names what is wanted instead: "no, cancel it"."""
    kind = clear_kind(sit.text, sit.language)
    other = kind is not None and kind not in sit.open_kinds and not _is_change(kind, sit)
    return sit.asked in {"confirm", "option", "change", "danger"} and other


def _switch(new: list[WishKind], sit: Situation) -> list[Call]:
    """Another wish than the open one: done at once, the open one waits, or is dropped when it is meant instead."""
    if {new[0], sit.kind} == {"move", "cancel"}:
        return _start(new[0], sit)
    dropped = bool(sit.wish) and bool(INSTEAD.search(fold(sit.text))) and SPECIALIST_OF[new[0]] == sit.specialist
    return [*([call("never_mind")] if dropped else []), *_start(new[0], sit)]


def _start(kind: WishKind, sit: Situation) -> list[Call]:
    target = SPECIALIST_OF[kind]
    if target != sit.specialist:
        return [call(f"handoff_to_{target}", request=sit.text, kind=kind)]
    others = [k for k in wanted(sit) if k != kind and k not in sit.open_kinds]
    later = [call("also_wants", request=sit.text)] if others and not sit.wish else []
    own = sit.about(wish_words(kind, sit.text, sit.language))
    return [*later, *_with_identity(begin(kind, own), sit)]


def _why(sit: Situation) -> list[Call]:
    """The caller wants to know why they are asked."""
    return [call("explain_question")] if sit.asked in ASKED_IDENTITY and WHY.search(fold(sit.text)) else []


def _aside(sit: Situation) -> list[Call]:
    """Something for the form that was not asked for."""
    who = identity(sit)
    if who and sit.asked in ANSWERS:
        return [who]
    when = parse_when(sit.text, sit.language, sit.now) if sit.kind in {"book", "move"} else None
    other_time = when and (when.weekdays or when.exact or when.earliest or when.soonest)
    found = booking(sit) if sit.kind in {"book", "move"} else {}
    other_doctor = "doctor" in found or (sit.kind == "book" and "specialty" in found)
    if found and (other_time or other_doctor):
        return [call("find_slots", **found)]
    named = bare_name(sit) if sit.wish else None
    return [named] if named else []


def _question(sit: Situation) -> list[Call]:
    """A question about the clinic in the middle of something else; with the bill at hand, what it was for."""
    topics = topic_wish(sit.text, sit.language)
    asks = len(sit.text.split()) > 2 and topics
    if asks and sit.specialist == "billing" and topics[0].startswith("preparation") and sit.kind != "explain":
        return _start("explain", sit)
    return _start("info", sit) if asks and sit.kind != "info" else []


def _closing(sit: Situation) -> list[Call]:
    reader = LAST_ANSWERS.get(sit.asked or "anything_else") if not sit.wish else None
    answer = reader(sit) if reader else None
    return [answer or call("not_understood")]
