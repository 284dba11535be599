"""The database itself refuses double booking.

One active appointment per slot is a partial unique index on both databases. That neither a doctor nor a patient has two
at overlapping times is an exclusion constraint on PostgreSQL (ids as one-element ranges, so no extension is needed) and
a pair of triggers on SQLite. All answer with their name, which `appointments` translates.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

ACTIVE = sa.text("status <> 'cancelled'")
OVERLAPS = {"doctor_booked_once": "doctor_id", "patient_booked_once": "patient_id"}
EVENTS = {"insert": "INSERT", "update": "UPDATE"}

EXCLUSION = """
ALTER TABLE appointments ADD CONSTRAINT {name} EXCLUDE USING gist (
    int4range({column}, {column}, '[]') WITH &&, tsrange(starts_at, ends_at) WITH &&
) WHERE (status <> 'cancelled')
"""
TRIGGER = """
CREATE TRIGGER {name}_{suffix} BEFORE {event} ON appointments
WHEN NEW.status <> 'cancelled' AND EXISTS (
    SELECT 1 FROM appointments AS other
    WHERE other.{column} = NEW.{column} AND other.status <> 'cancelled' AND other.id IS NOT NEW.id
    AND other.starts_at < NEW.ends_at AND other.ends_at > NEW.starts_at
)
BEGIN SELECT RAISE(ABORT, '{name}'); END
"""


def upgrade() -> None:
    op.create_index(
        "one_appointment_per_slot",
        "appointments",
        ["slot_id"],
        unique=True,
        sqlite_where=ACTIVE,
        postgresql_where=ACTIVE,
    )
    for name, column in OVERLAPS.items():
        if op.get_bind().dialect.name == "sqlite":
            for suffix, event in EVENTS.items():
                op.execute(TRIGGER.format(name=name, column=column, suffix=suffix, event=event))
        else:
            op.execute(EXCLUSION.format(name=name, column=column))


def downgrade() -> None:
    for name in OVERLAPS:
        if op.get_bind().dialect.name == "sqlite":
            for suffix in EVENTS:
                op.execute(f"DROP TRIGGER {name}_{suffix}")
        else:
            op.execute(f"ALTER TABLE appointments DROP CONSTRAINT {name}")
    op.drop_index("one_appointment_per_slot", table_name="appointments")
