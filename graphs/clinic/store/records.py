"""What the store answers with. Ids are strings, times naive local clinic time, money `Decimal` in clinic currency."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import Literal

SpecialtyCode = str
# "family medicine" | "cardiology" | "pediatrics" | "dermatology" | "orthopedics" in the seeded clinic
AppointmentStatus = Literal["booked", "completed", "cancelled"]


@dataclass(frozen=True, slots=True)
class Clinic:
    """The house itself."""

    name: str
    address: str
    # as written on a letter; the topic "address" has it as spoken
    phone: str
    # E.164
    emergency_number: str
    # "911"
    crisis_number: str
    # suicide and crisis line, "988"
    hours: dict[int, tuple[time, time]]
    # weekday (0 = Monday) -> opens, closes; a missing weekday is closed
    lunch: tuple[time, time]
    # no appointments between these
    slot_minutes: int
    currency: str
    # ISO 4217
    payment_promise_days: int
    # a promised payment is due within this many days


@dataclass(frozen=True, slots=True)
class Specialty:
    """A field of medicine with the words that callers use for it."""

    code: SpecialtyCode
    names: dict[str, str]
    # language -> name as spoken: {"en": "dermatology", "es": "dermatología"}
    synonyms: dict[str, tuple[str, ...]]
    # language -> other words, lower case: {"en": ("skin doctor", …), "es": ("el de la piel", …)}


@dataclass(frozen=True, slots=True)
class Doctor:
    """One doctor of the clinic."""

    id: str
    name: str
    # given name and surname, without title
    surname: str
    specialty: SpecialtyCode
    languages: tuple[str, ...]
    # "en", "es"
    gender: Literal["female", "male"]
    # chooses between doctor and doctora


@dataclass(frozen=True, slots=True)
class Representative:
    """Somebody who may speak for a patient: a parent of a minor, a child of an old person."""

    name: str
    relation: Literal["mother", "father", "guardian", "spouse", "daughter", "son"]
    phone: str | None
    # E.164


@dataclass(frozen=True, slots=True)
class Patient:
    """A person on file."""

    id: str
    name: str
    # full name as on file
    birth_date: date
    phone: str
    # E.164
    language: str | None
    # "en" | "es" when it is known
    representatives: tuple[Representative, ...] = ()


@dataclass(frozen=True, slots=True)
class PatientMatch:
    """A patient born on the asked day, with how well the spoken name fits."""

    patient: Patient
    score: float
    # 0..1; from `names.SAME_NAME` on it is the same name; 0 when no name was given


@dataclass(frozen=True, slots=True)
class Slot:
    """A free time of a doctor."""

    id: str
    doctor: Doctor
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class Appointment:
    """A slot that belongs to a patient."""

    id: str
    patient_id: str
    doctor: Doctor
    starts_at: datetime
    ends_at: datetime
    reason: str
    # in the caller's or the clinic's words
    status: AppointmentStatus


@dataclass(frozen=True, slots=True)
class Charge:
    """One unpaid item of a bill; texts are fit to be spoken."""

    id: str
    description_en: str
    description_es: str
    amount: Decimal
    date: date
    # of the service
    explanation_en: str
    explanation_es: str


@dataclass(frozen=True, slots=True)
class Promise:
    """A payment that the patient promised; nothing was charged."""

    id: str
    patient_id: str
    amount: Decimal
    due: date


@dataclass(frozen=True, slots=True)
class Balance:
    """What a patient owes."""

    total: Decimal
    # the sum of the items
    items: tuple[Charge, ...]
    # oldest first
    promises: tuple[Promise, ...]
    # soonest first; they do not lower the total

    @property
    def promised(self) -> Decimal:
        """How much of the total is promised already."""
        return sum((promise.amount for promise in self.promises), Decimal(0))


@dataclass(frozen=True, slots=True)
class Topic:
    """One answer to a common question, in one language."""

    code: str
    # "hours", "address", "parking", "insurance", "preparation_blood_test", …
    title: str
    # what it is about, fit to be spoken: "our opening hours"
    keywords: tuple[str, ...]
    # lower case, words that callers use
    text: str
    # the answer, fit to be spoken


@dataclass(frozen=True, slots=True)
class Callback:
    """A person of the clinic has to call back, at once when it is urgent."""

    id: str
    patient_id: str | None
    phone: str | None
    # E.164 or as given; None: the patient's own
    summary: str
    # who, what they wish, what was tried, the caller's own words
    urgent: bool
    status: Literal["open", "done"]
    created_at: datetime
