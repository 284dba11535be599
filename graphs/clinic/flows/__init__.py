"""How each wish is fulfilled: what is asked, what is read back, what follows. Code decides, a model only words it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from graphs.clinic.desk import PATIENCE, PATIENCE_IN_CALL, Desk
from graphs.clinic.flows.balance import balance
from graphs.clinic.flows.book import book
from graphs.clinic.flows.callback import call_back
from graphs.clinic.flows.cancel import cancel
from graphs.clinic.flows.explain import explain
from graphs.clinic.flows.identity import NotIdentified
from graphs.clinic.flows.inform import inform
from graphs.clinic.flows.listing import listing
from graphs.clinic.flows.move import move
from graphs.clinic.flows.offer import offer_soonest
from graphs.clinic.flows.promise import promise
from graphs.clinic.flows.symptoms import symptoms
from graphs.clinic.said import Said, join
from graphs.clinic.state import SPECIALIST_OF, WishKind

ROOM_FOR_A_BRIDGE = 32
# words; a longer reply does without "back to your appointment"

FLOWS: dict[WishKind, Callable[[Desk], Awaitable[Said]]] = {
    "book": book,
    "move": move,
    "cancel": cancel,
    "list": listing,
    "balance": balance,
    "explain": explain,
    "promise": promise,
    "symptoms": symptoms,
    "info": inform,
    "person": call_back,
}


async def advance(desk: Desk) -> Said:
    """Take the open wish one step on; a wish that is done gives way to the next, then to an interrupted one."""
    if desk.wish is None:
        return await _go_on(desk, "")
    try:
        said = await FLOWS[desk.wish["kind"]](desk)
    except NotIdentified:
        return await to_person(desk, "identity.failed")
    return said if desk.wish else await _go_on(desk, said.tell)


async def _go_on(desk: Desk, tell: str) -> Said:
    desk.data["asked"] = None
    if desk.data.get("queue"):
        wish = desk.data["queue"].pop(0)
        desk.put(wish=wish, fresh=True)
        desk.specialist = SPECIALIST_OF[wish["kind"]]
        return Said(tell)
    if desk.data.get("parked"):
        wish = desk.data["parked"].pop()
        desk.data["wish"] = wish
        desk.specialist = SPECIALIST_OF[wish["kind"]]
        desk.returning = True
        said = await advance(desk)
        short = len(f"{tell} {said.text}".split()) <= ROOM_FOR_A_BRIDGE
        return said.after(join(tell, desk.phrase(f"back_to.{wish['kind']}") if short else ""))
    desk.succeeded("anything_else", "help")
    return desk.ask("anything_else", tell)


async def drop(desk: Desk, key: str = "dropped") -> Said:
    """The caller does not want it any more: forget the open wish and go on."""
    tell = desk.phrase(key)
    desk.data["wish"] = None
    return await _go_on(desk, tell)


async def to_person(desk: Desk, key: str, *, keep_parked: bool = False) -> Said:
    """Give the open wish to a person, saying why; what it interrupted too, unless that is kept."""
    kind = desk.wish["kind"] if desk.wish else "person"
    reason = desk.wish["words"] if desk.wish else desk.text
    tell = desk.phrase(key)
    desk.put(wish=None, failures={}, failures_in_call=0)
    if not keep_parked:
        desk.data["parked"] = []
    wish = desk.begin("person", reason)
    wish["slots"].update(reason=reason, about=kind, announced=True)
    return (await advance(desk)).after(tell)


async def missed(desk: Desk) -> Said:
    """Nothing of it was understood: ask in other words, then with an example, then give it to a person."""
    slot = desk.data.get("asked") or "anything_else"
    count = desk.failed(slot)
    if slot == "callback_phone" and count >= PATIENCE and desk.wish:
        desk.slots["no_phone"] = True
        return await advance(desk)
    if slot == "when" and count == PATIENCE:
        return await offer_soonest(desk)
    if count >= PATIENCE or desk.data["failures_in_call"] >= PATIENCE_IN_CALL:
        return await to_person(desk, "person.stuck")
    if slot == "confirm" and desk.pending:
        return Said(desk.phrase("confirm.missed"), desk.pending["say"])
    if desk.wish is None:
        return desk.ask(slot)
    return await advance(desk)
