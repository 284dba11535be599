"""Answers to common questions, as the clinic keeps them."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from graphs.clinic.store.records import Topic
from graphs.clinic.store.schema import topics


async def in_language(connection: AsyncConnection, language: str) -> list[Topic]:
    """All topics of a language in the clinic's order; empty for a language it has no answers in."""
    wanted = select(topics).where(topics.c.language == language).order_by(topics.c.position)
    return [Topic(row.code, row.title, tuple(row.keywords), row.text) for row in await connection.execute(wanted)]
