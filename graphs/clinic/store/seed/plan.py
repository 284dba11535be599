"""Who has which appointments and bills in the demonstration: pure data, the same for the same seed and day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from random import Random

from graphs.clinic.store import calendar
from graphs.clinic.store.records import AppointmentStatus, Clinic, Doctor
from graphs.clinic.store.seed.demo import DEMO_PATIENTS, DemoPatient, Planned
from graphs.clinic.store.seed.people import ADULT_DAYS, Person, people

SEED = "riverside"
PATIENTS = 60
UPCOMING_SHARE = 0.6
SECOND_SHARE = 0.15
OWING_SHARE = 0.4
FARTHEST_WORKDAY = 28
EARLIEST_WORKDAY = -200
REASONS = {
    "family medicine": (("annual checkup", "chequeo anual"), ("a cough that stays", "una tos que no se va")),
    "cardiology": (("blood pressure follow-up", "control de la presión"), ("heart checkup", "revisión del corazón")),
    "pediatrics": (("well-child visit", "control del niño"), ("vaccines", "vacunas")),
    "dermatology": (("skin check", "revisión de la piel"), ("a rash", "un sarpullido")),
    "orthopedics": (("knee pain", "dolor de rodilla"), ("back pain", "dolor de espalda")),
}
CHARGES = {
    "family medicine": ("copay", "lab", "vaccine", "missed"),
    "cardiology": ("specialist", "electrocardiogram"),
    "pediatrics": ("copay", "vaccine"),
    "dermatology": ("specialist", "biopsy"),
    "orthopedics": ("specialist", "xray"),
}


@dataclass(frozen=True, slots=True)
class Visit:
    """An appointment to be written."""

    patient: int
    # index into `Plan.patients`
    doctor: Doctor
    starts_at: datetime
    reason: str
    status: AppointmentStatus


@dataclass(frozen=True, slots=True)
class Bill:
    """A charge to be written."""

    patient: int
    code: str
    date: date
    paid: bool


@dataclass(slots=True)
class Plan:
    """Everything that the seed writes about patients."""

    house: Clinic
    doctors: Sequence[Doctor]
    today: date
    patients: list[DemoPatient | Person] = field(default_factory=list)
    visits: list[Visit] = field(default_factory=list)
    bills: list[Bill] = field(default_factory=list)
    chance: Random = field(default_factory=lambda: Random(SEED))

    def visit(self, patient: int, doctor: Doctor, starts_at: datetime, reason: str) -> bool:
        """Add an appointment unless doctor or patient is busy then; past ones are completed."""
        if any(v.starts_at == starts_at and (v.doctor == doctor or v.patient == patient) for v in self.visits):
            return False
        status: AppointmentStatus = "booked" if starts_at.date() >= self.today else "completed"
        self.visits.append(Visit(patient, doctor, starts_at, reason, status))
        return True


def planned(house: Clinic, doctors: Sequence[Doctor], today: date) -> Plan:
    """The whole demonstration for a day."""
    plan = Plan(house, doctors, today)
    for demo in DEMO_PATIENTS:
        _add_demo(plan, demo)
    for person in people(plan.chance, PATIENTS - len(DEMO_PATIENTS), today):
        _add_person(plan, person)
    return plan


def workday(today: date, number: int) -> date:
    """The `number`-th weekday after `today`, before it when negative."""
    step = timedelta(days=1 if number > 0 else -1)
    day, left = today, abs(number)
    while left:
        day += step
        left -= day.weekday() < 5
    return day


def _add_demo(plan: Plan, demo: DemoPatient) -> None:
    patient = len(plan.patients)
    plan.patients.append(demo)
    for visit in demo.past + demo.upcoming:
        plan.visit(patient, _by_surname(plan, visit), datetime.combine(_day(plan, visit), visit.at), visit.reason)
    last = _day(plan, demo.past[-1]) if demo.past else plan.today
    plan.bills.extend(Bill(patient, code, last, paid=False) for code in demo.owes)


def _add_person(plan: Plan, person: Person) -> None:
    patient = len(plan.patients)
    plan.patients.append(person)
    specialties = _specialties(plan, person)
    for _ in range(plan.chance.randint(1, 3)):
        _add_past(plan, patient, person, plan.chance.choice(specialties))
    for share in (UPCOMING_SHARE, SECOND_SHARE):
        if plan.chance.random() < share:
            _add_visit(plan, patient, person, plan.chance.choice(specialties), (1, FARTHEST_WORKDAY))


def _add_past(plan: Plan, patient: int, person: Person, specialty: str) -> None:
    day = _add_visit(plan, patient, person, specialty, (EARLIEST_WORKDAY, -1))
    code = plan.chance.choice(CHARGES[specialty])
    paid = plan.chance.random() >= OWING_SHARE
    plan.bills.append(Bill(patient, code, day, paid))


def _add_visit(plan: Plan, patient: int, person: Person, specialty: str, workdays: tuple[int, int]) -> date:
    reason = plan.chance.choice(REASONS[specialty])[person.language == "es"]
    while True:
        doctor = plan.chance.choice([doctor for doctor in plan.doctors if doctor.specialty == specialty])
        day = workday(plan.today, plan.chance.randint(*workdays) or 1)
        start = plan.chance.choice(list(calendar.starts(plan.house, day)))
        if plan.visit(patient, doctor, start, reason):
            return day


def _specialties(plan: Plan, person: Person) -> list[str]:
    if (plan.today - person.birth_date).days < ADULT_DAYS:
        return ["pediatrics"]
    return ["family medicine", "family medicine", "cardiology", "dermatology", "orthopedics"]


def _by_surname(plan: Plan, visit: Planned) -> Doctor:
    return next(doctor for doctor in plan.doctors if doctor.surname == visit.doctor)


def _day(plan: Plan, visit: Planned) -> date:
    return workday(plan.today, visit.workdays)
