"""The clinic's data: one SQL database, on SQLite or PostgreSQL, that itself refuses double booking."""

from graphs.clinic.store.clinic_store import ClinicStore
from graphs.clinic.store.errors import (
    AppointmentClosed,
    EffectKeyReused,
    NotFound,
    PatientBusy,
    PromiseRefused,
    SlotTaken,
)
from graphs.clinic.store.migrate import migrate
from graphs.clinic.store.names import SAME_NAME
from graphs.clinic.store.records import (
    Appointment,
    Balance,
    Callback,
    Charge,
    Clinic,
    Doctor,
    Patient,
    PatientMatch,
    Promise,
    Representative,
    Slot,
    Specialty,
    Topic,
)
from graphs.clinic.store.seed import DEMO_PATIENTS, DemoPatient

__all__ = [
    "DEMO_PATIENTS",
    "SAME_NAME",
    "Appointment",
    "AppointmentClosed",
    "Balance",
    "Callback",
    "Charge",
    "Clinic",
    "ClinicStore",
    "DemoPatient",
    "Doctor",
    "EffectKeyReused",
    "NotFound",
    "Patient",
    "PatientBusy",
    "PatientMatch",
    "Promise",
    "PromiseRefused",
    "Representative",
    "Slot",
    "SlotTaken",
    "Specialty",
    "Topic",
    "migrate",
]
