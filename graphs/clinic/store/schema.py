"""The tables, the same on SQLite and PostgreSQL. Constraints against double booking are in the migrations."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    DateTime,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

metadata = MetaData()

VERSION_TABLE = "threadline_clinic_version"
# where Alembic notes the revision: a database may be shared with another program that uses Alembic

clinic = Table(
    "clinic",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("name", String(200), nullable=False),
    Column("address", String(300), nullable=False),
    Column("phone", String(20), nullable=False),
    Column("emergency_number", String(20), nullable=False),
    Column("crisis_number", String(20), nullable=False),
    Column("hours", JSON, nullable=False),
    # {"0": ["09:00", "17:00"], …}
    Column("lunch", JSON, nullable=False),
    # ["12:00", "13:00"]
    Column("slot_minutes", Integer, nullable=False),
    Column("currency", String(3), nullable=False),
    Column("payment_promise_days", Integer, nullable=False),
    CheckConstraint("id = 1", name="one_clinic"),
)

specialties = Table(
    "specialties",
    metadata,
    Column("code", String(40), primary_key=True),
    Column("position", Integer, nullable=False),
    Column("names", JSON, nullable=False),
    Column("synonyms", JSON, nullable=False),
)

doctors = Table(
    "doctors",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", String(200), nullable=False),
    Column("surname", String(100), nullable=False),
    Column("specialty", ForeignKey("specialties.code"), nullable=False),
    Column("languages", JSON, nullable=False),
    Column("gender", String(10), nullable=False),
)

patients = Table(
    "patients",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", String(200), nullable=False),
    Column("birth_date", Date, nullable=False, index=True),
    Column("phone", String(20), nullable=False),
    Column("language", String(5)),
)

representatives = Table(
    "representatives",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("patient_id", ForeignKey("patients.id"), nullable=False, index=True),
    Column("name", String(200), nullable=False),
    Column("relation", String(20), nullable=False),
    Column("phone", String(20)),
)

slots = Table(
    "slots",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("doctor_id", ForeignKey("doctors.id"), nullable=False),
    Column("starts_at", DateTime, nullable=False, index=True),
    Column("ends_at", DateTime, nullable=False),
    CheckConstraint("ends_at > starts_at", name="slot_has_length"),
    UniqueConstraint("doctor_id", "starts_at", name="one_slot_per_start"),
    UniqueConstraint("id", "doctor_id", "starts_at", "ends_at", name="slot_whole"),
)

appointments = Table(
    "appointments",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("patient_id", ForeignKey("patients.id"), nullable=False),
    Column("slot_id", Integer, nullable=False),
    Column("doctor_id", Integer, nullable=False),
    Column("starts_at", DateTime, nullable=False),
    Column("ends_at", DateTime, nullable=False),
    # doctor and times are the slot's: the composite key below refuses any others
    Column("reason", Text, nullable=False),
    Column("status", String(10), nullable=False, server_default="booked"),
    CheckConstraint("status IN ('booked', 'completed', 'cancelled')", name="known_status"),
    ForeignKeyConstraint(
        ["slot_id", "doctor_id", "starts_at", "ends_at"],
        ["slots.id", "slots.doctor_id", "slots.starts_at", "slots.ends_at"],
        name="appointment_in_slot",
    ),
    Index("appointments_of_patient", "patient_id", "starts_at"),
    Index("appointments_of_doctor", "doctor_id", "starts_at"),
    Index(
        "one_appointment_per_slot",
        "slot_id",
        unique=True,
        sqlite_where=text("status <> 'cancelled'"),
        postgresql_where=text("status <> 'cancelled'"),
    ),
)

charges = Table(
    "charges",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("patient_id", ForeignKey("patients.id"), nullable=False, index=True),
    Column("description_en", String(200), nullable=False),
    Column("description_es", String(200), nullable=False),
    Column("amount_cents", Integer, nullable=False),
    Column("date", Date, nullable=False),
    Column("explanation_en", Text, nullable=False),
    Column("explanation_es", Text, nullable=False),
    Column("paid", Boolean, nullable=False, server_default=text("false")),
    CheckConstraint("amount_cents > 0", name="charge_above_zero"),
)

promises = Table(
    "promises",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("patient_id", ForeignKey("patients.id"), nullable=False, index=True),
    Column("amount_cents", Integer, nullable=False),
    Column("due", Date, nullable=False),
    CheckConstraint("amount_cents > 0", name="promise_above_zero"),
)

topics = Table(
    "topics",
    metadata,
    Column("code", String(40), primary_key=True),
    Column("language", String(5), primary_key=True),
    Column("position", Integer, nullable=False),
    Column("title", String(200), nullable=False),
    Column("keywords", JSON, nullable=False),
    Column("text", Text, nullable=False),
)

callbacks = Table(
    "callbacks",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("patient_id", ForeignKey("patients.id")),
    Column("phone", String(40)),
    Column("summary", Text, nullable=False),
    Column("urgent", Boolean, nullable=False),
    Column("status", String(10), nullable=False, server_default="open"),
    Column("created_at", DateTime, nullable=False),
    CheckConstraint("status IN ('open', 'done')", name="known_callback_status"),
)

effects = Table(
    "effects",
    metadata,
    Column("key", String(512), primary_key=True),
    Column("kind", String(40), nullable=False),
    Column("result", JSON),
    # the record that the first run answered with; empty only inside its transaction
)
