"""The tables of the clinic."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.create_table(
        "clinic",
        sa.Column("id", sa.Integer, autoincrement=False, nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("address", sa.String(length=300), nullable=False),
        sa.Column("phone", sa.String(length=20), nullable=False),
        sa.Column("emergency_number", sa.String(length=20), nullable=False),
        sa.Column("crisis_number", sa.String(length=20), nullable=False),
        sa.Column("hours", sa.JSON, nullable=False),
        sa.Column("lunch", sa.JSON, nullable=False),
        sa.Column("slot_minutes", sa.Integer, nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("payment_promise_days", sa.Integer, nullable=False),
        sa.CheckConstraint("id = 1", name="one_clinic"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "effects",
        sa.Column("key", sa.String(length=512), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("result", sa.JSON),
        sa.PrimaryKeyConstraint("key"),
    )
    op.create_table(
        "patients",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("birth_date", sa.Date, nullable=False),
        sa.Column("phone", sa.String(length=20), nullable=False),
        sa.Column("language", sa.String(length=5)),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_patients_birth_date", "patients", ["birth_date"])
    op.create_table(
        "specialties",
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("names", sa.JSON, nullable=False),
        sa.Column("synonyms", sa.JSON, nullable=False),
        sa.PrimaryKeyConstraint("code"),
    )
    op.create_table(
        "topics",
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("language", sa.String(length=5), nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("keywords", sa.JSON, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("code", "language"),
    )
    op.create_table(
        "callbacks",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("patient_id", sa.Integer),
        sa.Column("phone", sa.String(length=40)),
        sa.Column("summary", sa.Text, nullable=False),
        sa.Column("urgent", sa.Boolean, nullable=False),
        sa.Column("status", sa.String(length=10), server_default="open", nullable=False),
        sa.Column("created_at", sa.DateTime, nullable=False),
        sa.CheckConstraint("status IN ('open', 'done')", name="known_callback_status"),
        sa.ForeignKeyConstraint(["patient_id"], ["patients.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "charges",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("patient_id", sa.Integer, nullable=False),
        sa.Column("description_en", sa.String(length=200), nullable=False),
        sa.Column("description_es", sa.String(length=200), nullable=False),
        sa.Column("amount_cents", sa.Integer, nullable=False),
        sa.Column("date", sa.Date, nullable=False),
        sa.Column("explanation_en", sa.Text, nullable=False),
        sa.Column("explanation_es", sa.Text, nullable=False),
        sa.Column("paid", sa.Boolean, server_default=sa.text("false"), nullable=False),
        sa.CheckConstraint("amount_cents > 0", name="charge_above_zero"),
        sa.ForeignKeyConstraint(["patient_id"], ["patients.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_charges_patient_id", "charges", ["patient_id"])
    op.create_table(
        "doctors",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("surname", sa.String(length=100), nullable=False),
        sa.Column("specialty", sa.String(length=40), nullable=False),
        sa.Column("languages", sa.JSON, nullable=False),
        sa.Column("gender", sa.String(length=10), nullable=False),
        sa.ForeignKeyConstraint(["specialty"], ["specialties.code"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "promises",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("patient_id", sa.Integer, nullable=False),
        sa.Column("amount_cents", sa.Integer, nullable=False),
        sa.Column("due", sa.Date, nullable=False),
        sa.CheckConstraint("amount_cents > 0", name="promise_above_zero"),
        sa.ForeignKeyConstraint(["patient_id"], ["patients.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_promises_patient_id", "promises", ["patient_id"])
    op.create_table(
        "representatives",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("patient_id", sa.Integer, nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("relation", sa.String(length=20), nullable=False),
        sa.Column("phone", sa.String(length=20)),
        sa.ForeignKeyConstraint(["patient_id"], ["patients.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_representatives_patient_id", "representatives", ["patient_id"])
    op.create_table(
        "slots",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("doctor_id", sa.Integer, nullable=False),
        sa.Column("starts_at", sa.DateTime, nullable=False),
        sa.Column("ends_at", sa.DateTime, nullable=False),
        sa.CheckConstraint("ends_at > starts_at", name="slot_has_length"),
        sa.ForeignKeyConstraint(["doctor_id"], ["doctors.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("doctor_id", "starts_at", name="one_slot_per_start"),
        sa.UniqueConstraint("id", "doctor_id", "starts_at", "ends_at", name="slot_whole"),
    )
    op.create_index("ix_slots_starts_at", "slots", ["starts_at"])
    op.create_table(
        "appointments",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("patient_id", sa.Integer, nullable=False),
        sa.Column("slot_id", sa.Integer, nullable=False),
        sa.Column("doctor_id", sa.Integer, nullable=False),
        sa.Column("starts_at", sa.DateTime, nullable=False),
        sa.Column("ends_at", sa.DateTime, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("status", sa.String(length=10), server_default="booked", nullable=False),
        sa.CheckConstraint("status IN ('booked', 'completed', 'cancelled')", name="known_status"),
        sa.ForeignKeyConstraint(["patient_id"], ["patients.id"]),
        sa.ForeignKeyConstraint(
            ["slot_id", "doctor_id", "starts_at", "ends_at"],
            ["slots.id", "slots.doctor_id", "slots.starts_at", "slots.ends_at"],
            name="appointment_in_slot",
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("appointments_of_doctor", "appointments", ["doctor_id", "starts_at"])
    op.create_index("appointments_of_patient", "appointments", ["patient_id", "starts_at"])


def downgrade() -> None:
    op.drop_index("appointments_of_patient", table_name="appointments")
    op.drop_index("appointments_of_doctor", table_name="appointments")
    op.drop_table("appointments")
    op.drop_index("ix_slots_starts_at", table_name="slots")
    op.drop_table("slots")
    op.drop_index("ix_representatives_patient_id", table_name="representatives")
    op.drop_table("representatives")
    op.drop_index("ix_promises_patient_id", table_name="promises")
    op.drop_table("promises")
    op.drop_table("doctors")
    op.drop_index("ix_charges_patient_id", table_name="charges")
    op.drop_table("charges")
    op.drop_table("callbacks")
    op.drop_table("topics")
    op.drop_table("specialties")
    op.drop_index("ix_patients_birth_date", table_name="patients")
    op.drop_table("patients")
    op.drop_table("effects")
    op.drop_table("clinic")
