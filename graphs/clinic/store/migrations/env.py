"""Alembic runs this: the steps run on the connection, and in the transaction, that `migrate` opened."""

from __future__ import annotations

from alembic import context

from graphs.clinic.store.schema import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    version_table="threadline_clinic_version",
)
with context.begin_transaction():
    context.run_migrations()
