"""The patients that documentation, scripted calls and demonstrations rely on: first on file, easy to say."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time

from graphs.clinic.store.records import Representative


@dataclass(frozen=True, slots=True)
class Planned:
    """An appointment of a demo patient, placed relative to the day of the seed."""

    workdays: int
    # counted from the day of the seed: 1 is the next weekday after it, negative ones are before it
    at: time
    doctor: str
    # surname
    reason: str


@dataclass(frozen=True, slots=True)
class DemoPatient:
    """A patient with known data; ids are given in this order, so the first one is "1" in a fresh database."""

    name: str
    birth_date: date
    language: str
    phone: str
    # E.164
    about: str
    # what the patient is good for
    upcoming: tuple[Planned, ...] = ()
    past: tuple[Planned, ...] = ()
    owes: tuple[str, ...] = ()
    # codes of unpaid charges in clinic.toml
    representatives: tuple[Representative, ...] = ()


DEMO_PATIENTS = (
    DemoPatient(
        name="John Smith",
        birth_date=date(1980, 3, 3),
        language="en",
        phone="+12105550101",
        about="No appointment ahead; owes 85.50 in two items, a copay of 25.00 and a blood test of 60.50.",
        past=(Planned(-20, time(10), "Lee", "annual checkup"),),
        owes=("copay", "lab"),
    ),
    DemoPatient(
        name="María García López",
        birth_date=date(1975, 5, 12),
        language="es",
        phone="+12105550102",
        about="Speaks Spanish; one appointment ahead with Doctor Torres; owes 40.00 in one item.",
        upcoming=(Planned(5, time(10, 30), "Torres", "control de la presión"),),
        past=(Planned(-30, time(11), "Torres", "primera consulta"),),
        owes=("specialist",),
    ),
    DemoPatient(
        name="Robert Johnson",
        birth_date=date(1962, 7, 4),
        language="en",
        phone="+12105550103",
        about="Two appointments ahead, with Doctor Patel and Doctor Walker; owes nothing.",
        upcoming=(
            Planned(4, time(9, 30), "Patel", "blood pressure follow-up"),
            Planned(11, time(14), "Walker", "knee pain"),
        ),
    ),
    DemoPatient(
        name="Mary Wilson",
        birth_date=date(1990, 10, 20),
        language="en",
        phone="+12105550104",
        about="One appointment ahead with Doctor Cohen; owes nothing.",
        upcoming=(Planned(6, time(15), "Cohen", "skin check"),),
    ),
    DemoPatient(
        name="Susan Miller",
        birth_date=date(1985, 8, 15),
        language="en",
        phone="+12105550105",
        about="No appointment ahead; owes nothing.",
        past=(Planned(-45, time(9), "Lee", "flu shot"),),
    ),
    DemoPatient(
        name="Emily Davis",
        birth_date=date(2016, 6, 5),
        language="en",
        phone="+12105550106",
        about="A minor; her mother Karen Davis may speak for her; one appointment ahead with Doctor Kim.",
        upcoming=(Planned(7, time(13, 30), "Kim", "school physical"),),
        representatives=(Representative("Karen Davis", "mother", "+12105550106"),),
    ),
    DemoPatient(
        name="José Martínez",
        birth_date=date(1969, 11, 2),
        language="es",
        phone="+12105550107",
        about="Speaks Spanish; no appointment ahead; owes 120.00 in one item.",
        past=(Planned(-15, time(14, 30), "Torres", "dolor de espalda y cansancio"),),
        owes=("electrocardiogram",),
    ),
    DemoPatient(
        name="Catherine O'Brien",
        birth_date=date(1971, 9, 9),
        language="en",
        phone="+12105550108",
        about="A name that is heard in many ways; one appointment ahead with Doctor Ramírez; owes nothing.",
        upcoming=(Planned(8, time(11), "Ramírez", "annual checkup"),),
    ),
    DemoPatient(
        name="Linda Park",
        birth_date=date(1980, 3, 3),
        language="en",
        phone="+12105550109",
        about="Born on the same day as John Smith; owes nothing.",
    ),
)
