"""Who is calling: full name and date of birth, before anything private. Never tells which of the two did not fit."""

from __future__ import annotations

from datetime import date

from graphs.clinic.desk import PATIENCE, Desk
from graphs.clinic.language import say_phone
from graphs.clinic.said import Said
from graphs.clinic.state import WishKind
from graphs.clinic.store import SAME_NAME, PatientMatch

OF_AGE = 18
# years
ON_FILE: frozenset[WishKind] = frozenset(("move", "cancel", "list", "balance", "explain", "promise"))
# wishes for what the clinic keeps of a patient


class NotIdentified(Exception):
    """Identification has failed for good; a person takes over."""


async def identify(desk: Desk) -> Said | None:
    """Ask for what is missing; None once name and birth date belong to one patient. Raises NotIdentified.

    What is on file of another adult is told to nobody, and nothing of it is changed: a person is offered instead.
    """
    if desk.caller.get("barred"):
        raise NotIdentified
    if _asks_for_another(desk):
        return _missing(desk) or await _of_another(desk)
    if desk.caller.get("patient_id"):
        return None
    return _missing(desk) or await _look_up(desk)


identify_for_private = identify
# where something is told


def _asks_for_another(desk: Desk) -> bool:
    """The wish is for what is on file of somebody else."""
    return bool(desk.caller.get("speaks_for") and desk.wish and desk.wish["kind"] in ON_FILE)


async def _of_another(desk: Desk) -> Said | None:
    """None for a minor, and for who has somebody on file; for any other adult the same answer, patient or not."""
    birth = date.fromisoformat(desk.caller["birth_dates"][0])
    if _is_minor(birth, desk):
        return None if desk.caller.get("patient_id") else await _look_up(desk)
    match = _only(await desk.store.find_patients(birth_date=birth, name=desk.caller["name"]))
    if match and match.patient.representatives:
        return None if desk.caller.get("patient_id") else await _look_up(desk)
    desk.caller.pop("patient_id", None)
    return desk.ask("offer_person", desk.phrase("not_yours"))


def _is_minor(birth: date, desk: Desk) -> bool:
    today = desk.now.date()
    return today.year - birth.year - ((today.month, today.day) < (birth.month, birth.day)) < OF_AGE


def _missing(desk: Desk) -> Said | None:
    caller = desk.caller
    births = caller.get("birth_dates") or []
    if caller.get("stepwise") and not caller.get("name"):
        return desk.ask("surname")
    if not caller.get("name"):
        return desk.ask("name") if births else desk.ask("new_identity" if caller.get("is_new") else "identity")
    if " " not in caller["name"] and not caller.get("one_word"):
        caller["one_word"] = True
        return desk.ask("name")
    if not births:
        return desk.ask("birth_date")
    if len(births) > 1:
        return _which_birth_date(births, desk)
    if caller.get("is_new") and not caller.get("phone"):
        return desk.ask("phone")
    return None


def _which_birth_date(births: list[str], desk: Desk) -> Said:
    """Day and month may be the other way round: ask, in other words each time; a person after three answers in vain."""
    asked = desk.caller.setdefault("order_asked", [])
    if desk.human_id not in asked:
        asked.append(desk.human_id)
    if len(asked) > PATIENCE:
        desk.caller.pop("birth_dates")
        desk.caller.pop("order_asked")
        raise NotIdentified
    first, second = (desk.say_birth(date.fromisoformat(day)) for day in births[:2])
    return desk.ask("which_birth_date", first=first, second=second)


async def _look_up(desk: Desk) -> Said | None:
    birth = date.fromisoformat(desk.caller["birth_dates"][0])
    match = _only(await desk.store.find_patients(birth_date=birth, name=desk.caller["name"]))
    if match:
        desk.caller["patient_id"] = match.patient.id
        desk.caller["name"] = match.patient.name
        desk.caller.pop("stepwise", None)
        desk.caller.pop("order_asked", None)
        desk.succeeded("identity", "name", "birth_date", "surname", "phone", "new_identity")
        return None
    if desk.caller.get("is_new") and desk.wish and desk.wish["kind"] == "book":
        return _register(desk, birth)
    return _unmatched(desk, birth)


def _only(matches: list[PatientMatch]) -> PatientMatch | None:
    """The one patient whose name fits; None when none does, or two do equally well."""
    fitting = [match for match in matches if match.score >= SAME_NAME]
    if len(fitting) > 1 and fitting[0].score - fitting[1].score < 0.05:
        return None
    return fitting[0] if fitting else None


def _register(desk: Desk, birth: date) -> Said:
    caller = desk.caller
    phone = say_phone(caller["phone"], desk.language)
    caller["greeted"] = True
    return desk.read_back("register", "confirm.register", name=caller["name"], birth=desk.say_birth(birth), phone=phone)


def _unmatched(desk: Desk, birth: date) -> Said:
    caller = desk.caller
    count = desk.failed("identity")
    name = caller.pop("name")
    caller.pop("birth_dates")
    desk.data["given_name"] = name.split()[0]
    if count >= PATIENCE:
        caller["barred"] = True
        raise NotIdentified
    if count == PATIENCE - 1:
        caller["stepwise"] = True
        return desk.ask("surname", desk.phrase("identity.stepwise"))
    return desk.ask("identity", desk.phrase("identity.unmatched", name=name, birth=desk.say_birth(birth)))


def echo(desk: Desk) -> str:
    """Name and birth date as they were understood, said once; empty when they were said already."""
    if desk.caller.get("greeted"):
        return ""
    desk.caller["greeted"] = True
    birth = date.fromisoformat(desk.caller["birth_dates"][0])
    return desk.phrase("identity.echo", name=desk.caller["name"], birth=desk.say_birth(birth))
