"""The clinic's data behind one object: what a front desk may look up and change."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import date, datetime
from decimal import Decimal
from typing import TypeVar

from sqlalchemy.ext.asyncio import AsyncConnection

from graphs.clinic.store import appointments, billing, calendar, callbacks, doctors, patients, seed, slots, topics
from graphs.clinic.store.database import Database, connect
from graphs.clinic.store.effects import once
from graphs.clinic.store.migrate import upgrade
from graphs.clinic.store.records import (
    Appointment,
    Balance,
    Callback,
    Clinic,
    Doctor,
    Patient,
    PatientMatch,
    Promise,
    Slot,
    Specialty,
    Topic,
)

Result = TypeVar("Result")


def local_now() -> datetime:
    """The wall clock of this machine, naive: the clinic's local time."""
    return datetime.now().astimezone().replace(tzinfo=None)


class ClinicStore:
    """One database of one clinic.

    Every call is one transaction and raises StoreUnavailable when the database does not answer. Every write carries an
    idempotency key: repeated, also by two writers at once, it answers with the first result and changes nothing. A call
    that is cancelled stops waiting, but what it began is finished: ask again with the same key to learn the result.
    """

    def __init__(self, database: Database, clock: Callable[[], datetime] = local_now) -> None:
        self._database = database
        self._clock = clock

    @classmethod
    async def open(
        cls,
        url: str,
        *,
        today: date | None = None,
        seed: bool = True,
        clock: Callable[[], datetime] = local_now,
    ) -> ClinicStore:
        """Migrate, seed an empty database, extend the slots to six weeks from `today`; StoreUnavailable."""
        store = cls(await asyncio.to_thread(connect, url), clock)
        try:
            await upgrade(store._database)
            await store.fill(today or clock().date(), seed=seed)
        except BaseException:
            await store.aclose()
            raise
        return store

    async def fill(self, today: date, *, seed: bool = True) -> None:
        """Seed the database when it is empty and extend the slots of every doctor to six weeks from `today`."""
        await self._database.write_alone(lambda connection: _fill(connection, today, seed))

    async def aclose(self) -> None:
        """Close the connections."""
        await self._database.aclose()

    async def clinic(self) -> Clinic:
        """Name, address, numbers, hours and rules of the clinic."""
        return await self._database.read(doctors.clinic)

    async def specialties(self) -> list[Specialty]:
        """All specialties with their names and what callers call them."""
        return await self._database.read(doctors.specialties)

    async def doctors(self, *, specialty: str | None = None, name: str | None = None) -> list[Doctor]:
        """Doctors of a specialty code, or whose name sounds like `name` (best first, several when they are close)."""
        return await self._database.read(lambda connection: doctors.doctors(connection, specialty, name))

    async def find_patients(self, *, birth_date: date, name: str | None = None) -> list[PatientMatch]:
        """Patients born that day; with a name those it could be, best first; from `SAME_NAME` on it is the same."""
        return await self._database.read(lambda connection: patients.born_on(connection, birth_date, name))

    async def patient(self, patient_id: str) -> Patient:
        """The patient with that id; NotFound."""
        return await self._database.read(lambda connection: patients.patient(connection, patient_id))

    async def create_patient(self, *, full_name: str, birth_date: date, phone: str, key: str) -> Patient:
        """Add a patient; the one on file when name, birth date and phone are the same. BadInput for an empty name or a
        phone number that cannot be one."""
        return await self._once(
            key, Patient, "create_patient", lambda connection: patients.create(connection, full_name, birth_date, phone)
        )

    async def free_slots(
        self,
        *,
        doctor_id: str | None = None,
        specialty: str | None = None,
        matches: Callable[[datetime], bool] | None = None,
        after: datetime,
        until: datetime | None = None,
        limit: int = 3,
        spread: bool = True,
    ) -> list[Slot]:
        """At most `limit` free slots with `after` <= start < `until` whose start `matches`, in order of time; with
        `spread` two hours apart as far as there are such."""
        return await self._database.read(
            lambda connection: slots.free(
                connection,
                doctor_id=doctor_id,
                specialty=specialty,
                matches=matches,
                after=after,
                until=until,
                limit=limit,
                spread=spread,
            )
        )

    async def appointments(self, patient_id: str, *, after: datetime, cancelled: bool = False) -> list[Appointment]:
        """The patient's appointments that start from `after` on, soonest first; cancelled ones only when asked for."""
        return await self._database.read(
            lambda connection: appointments.of_patient(connection, patient_id, after, cancelled)
        )

    async def book(self, *, patient_id: str, slot_id: str, reason: str, key: str) -> Appointment:
        """Make an appointment; SlotTaken, PatientBusy, NotFound."""
        return await self._once(
            key, Appointment, "book", lambda connection: appointments.book(connection, patient_id, slot_id, reason)
        )

    async def move(self, *, appointment_id: str, slot_id: str, key: str) -> Appointment:
        """Give the appointment another slot, in one step: on SlotTaken, PatientBusy, AppointmentClosed or NotFound the
        old one stands."""
        return await self._once(
            key, Appointment, "move", lambda connection: appointments.move(connection, appointment_id, slot_id)
        )

    async def cancel(self, *, appointment_id: str, key: str) -> Appointment:
        """Cancel the appointment and free its slot; AppointmentClosed, NotFound."""
        return await self._once(
            key, Appointment, "cancel", lambda connection: appointments.cancel(connection, appointment_id)
        )

    async def balance(self, patient_id: str) -> Balance:
        """What the patient owes, item by item, and has promised; NotFound."""
        return await self._database.read(lambda connection: billing.balance(connection, patient_id))

    async def promise_payment(self, *, patient_id: str, amount: Decimal, due: date, key: str) -> Promise:
        """Note a promise; PromiseRefused when it is more than what is owed and not promised yet. The caller of this
        checks the day against `Clinic.payment_promise_days`."""
        return await self._once(
            key, Promise, "promise_payment", lambda connection: billing.promise(connection, patient_id, amount, due)
        )

    async def topics(self, language: str) -> list[Topic]:
        """The answers to common questions in "en" or "es"."""
        return await self._database.read(lambda connection: topics.in_language(connection, language))

    async def request_callback(
        self, *, patient_id: str | None, phone: str | None, summary: str, urgent: bool, key: str
    ) -> Callback:
        """Ask a person of the clinic to call; emergencies are urgent."""
        now = self._clock()
        return await self._once(
            key,
            Callback,
            "request_callback",
            lambda connection: callbacks.request(connection, patient_id, phone, summary, urgent, now),
        )

    async def callbacks(self, *, only_open: bool = True) -> list[Callback]:
        """Who is to be called, urgent ones first, then the oldest."""
        return await self._database.read(lambda connection: callbacks.listed(connection, only_open))

    async def close_callback(self, *, callback_id: str, key: str) -> Callback:
        """Note that the call was made; NotFound."""
        return await self._once(
            key, Callback, "close_callback", lambda connection: callbacks.close(connection, callback_id)
        )

    async def _once(
        self, key: str, kind: type[Result], name: str, act: Callable[[AsyncConnection], Awaitable[Result]]
    ) -> Result:
        return await self._database.write(lambda connection: once(connection, key, kind, name, lambda: act(connection)))


async def _fill(connection: AsyncConnection, today: date, seeding: bool) -> None:
    if seeding and await seed.is_empty(connection):
        await seed.fill(connection, today)
    await calendar.extend(connection, today)
