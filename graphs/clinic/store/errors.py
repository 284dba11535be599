"""Why the store refuses a wish; each is a sentence without names, numbers or the caller's words."""

from __future__ import annotations

from graphs.errors import ThreadlineError


class NotFound(ThreadlineError):
    """No row has that id."""

    code = "not_found"


class SlotTaken(ThreadlineError):
    """Another appointment holds that time of that doctor; the database refused."""

    code = "slot_taken"


class PatientBusy(ThreadlineError):
    """The patient has another appointment at that time; the database refused."""

    code = "patient_busy"


class AppointmentClosed(ThreadlineError):
    """The appointment is over or cancelled: it can be neither moved nor cancelled."""

    code = "appointment_closed"


class PromiseRefused(ThreadlineError):
    """The promised amount is not above zero or is more than the patient still owes and has not promised."""

    code = "promise_refused"


class EffectKeyReused(ThreadlineError):
    """One idempotency key came with two kinds of effect: a fault of the calling code."""

    code = "effect_key_reused"
