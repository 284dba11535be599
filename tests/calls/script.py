"""Scripted calls: read from YAML, checked against the store. Used by text (test_calls_text.py) and by voice alike.

The format is described in README.md beside this file.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

import yaml

from graphs.clinic.store import ClinicStore, Patient

NOW = datetime(2026, 3, 2, 8, 0)  # noqa: DTZ001 - clinic time is naive
# the clinic's clock in every scripted call: Monday, March second
FOLDER = Path(__file__).parent


@dataclass(frozen=True)
class Expect:
    """What has to be true after a turn."""

    specialist: str | None = None
    contains_any: tuple[str, ...] = ()
    # one of these stands in the reply, upper and lower case alike
    not_contains: tuple[str, ...] = ()


@dataclass(frozen=True)
class Step:
    """One turn of the caller, or something that happens between turns."""

    say: str = ""
    expect: Expect = Expect()
    meanwhile: tuple[dict[str, Any], ...] = ()
    # what others do to the store before this turn
    barge_in_after_seconds: float | None = None
    # by voice: the caller begins to speak so long after the agent's last reply began
    silence_seconds: float = 0.0
    # by voice: the caller says nothing for so long
    resume: bool = False
    # the process is killed and started again, then the session is opened


@dataclass(frozen=True)
class Finally:
    """What has to be true of store and session at the end."""

    appointments: dict[str, list[str]] = field(default_factory=dict)
    # patient -> all that is booked from NOW on: "2026-03-03 10:30 Lee"
    promises: dict[str, list[str]] = field(default_factory=dict)
    # patient -> "50.00 by 2026-03-13"
    callbacks: list[dict[str, Any]] = field(default_factory=list)
    # exactly these, oldest first: {urgent, contains}
    patients: dict[str, str] = field(default_factory=dict)
    # name -> birth date of somebody who is on file now
    specialist: str | None = None
    language: str | None = None
    end_call: bool | None = None


@dataclass(frozen=True)
class Script:
    """One scripted call."""

    name: str
    language: str | None
    by: tuple[str, ...]
    setup: tuple[dict[str, Any], ...]
    steps: tuple[Step, ...]
    final: Finally
    path: Path


def load(path: Path) -> Script:
    """Read one file; unknown keys are errors."""
    raw = yaml.safe_load(path.read_text(encoding="utf-8"))
    known = {"name", "language", "by", "setup", "turns", "finally"}
    assert raw.keys() <= known, f"{path.name}: unknown {raw.keys() - known}"
    return Script(
        name=raw["name"],
        language=raw.get("language"),
        by=tuple(raw.get("by", ("text", "voice"))),
        setup=tuple(raw.get("setup", ())),
        steps=tuple(_step(step) for step in raw["turns"]),
        final=Finally(**raw.get("finally", {})),
        path=path,
    )


def scripts(by: str) -> list[Script]:
    """All scripts that run this way ("text" or "voice"), by file name."""
    return [script for script in map(load, sorted(FOLDER.glob("*.yaml"))) if by in script.by]


def _step(raw: dict[str, Any]) -> Step:
    expect = {key: tuple(v) if isinstance(v, list) else v for key, v in raw.get("expect", {}).items()}
    rest = {key: value for key, value in raw.items() if key not in {"expect", "meanwhile"}}
    return Step(expect=Expect(**expect), meanwhile=tuple(raw.get("meanwhile", ())), **rest)


async def prepare(store: ClinicStore, changes: tuple[dict[str, Any], ...], key: str) -> None:
    """Do what `setup` or `meanwhile` says: `{book: {patient, doctor, at}}` books for somebody else."""
    for number, change in enumerate(changes):
        booking = change["book"]
        patient = await patient_named(store, booking["patient"])
        doctor = (await store.doctors(name=booking["doctor"]))[0]
        at = datetime.fromisoformat(str(booking["at"]))
        slot = (await store.free_slots(doctor_id=doctor.id, after=at, limit=1, spread=False))[0]
        assert slot.starts_at == at, f"{booking} is not free"
        await store.book(patient_id=patient.id, slot_id=slot.id, reason="visit", key=f"{key}:{number}")


def check_reply(step: Step, reply: str, specialist: str | None) -> None:
    """Assert what the step expects of its turn."""
    expect, lowered = step.expect, reply.casefold()
    if expect.specialist is not None:
        assert specialist == expect.specialist, f"after {step.say!r}: {specialist}, said {reply!r}"
    if expect.contains_any:
        assert any(text.casefold() in lowered for text in expect.contains_any), f"after {step.say!r}: {reply!r}"
    for text in expect.not_contains:
        assert text.casefold() not in lowered, f"after {step.say!r}: {reply!r}"


async def check_end(script: Script, store: ClinicStore, state: dict[str, Any]) -> None:
    """Assert what has to be true of store and session at the end; `state` has specialist, language, end_call."""
    final = script.final
    for name, expected in final.appointments.items():
        patient = await patient_named(store, name)
        booked = await store.appointments(patient.id, after=NOW)
        assert [f"{a.starts_at:%Y-%m-%d %H:%M} {a.doctor.surname}" for a in booked] == expected, name
    for name, expected in final.promises.items():
        promises = (await store.balance((await patient_named(store, name)).id)).promises
        assert [f"{p.amount:.2f} by {p.due}" for p in promises] == expected, name
    for name, birth in final.patients.items():
        assert await store.find_patients(birth_date=date.fromisoformat(str(birth)), name=name), name
    await _check_callbacks(final, store)
    for key in ("specialist", "language", "end_call"):
        expected_value = getattr(final, key)
        assert expected_value is None or state.get(key) == expected_value, (key, state.get(key))


async def _check_callbacks(final: Finally, store: ClinicStore) -> None:
    callbacks = await store.callbacks()
    assert len(callbacks) == len(final.callbacks), callbacks
    for callback, expected in zip(callbacks, final.callbacks, strict=True):
        assert callback.urgent == expected.get("urgent", False)
        assert expected.get("contains", "").casefold() in callback.summary.casefold()
        assert callback.phone == expected.get("phone", callback.phone)


async def patient_named(store: ClinicStore, name: str) -> Patient:
    """Somebody on file by name; demo patients and whoever the call has registered."""
    for number in range(1, 200):
        patient = await store.patient(str(number))
        if patient.name == name:
            return patient
    raise AssertionError(f"nobody is called {name}")
