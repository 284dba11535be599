"""What tests of conversations ask again and again."""

from __future__ import annotations

from graphs.conversation import Conversation, Conversations, Reply
from graphs.events import Event


async def events_of(reply: Reply) -> list[Event]:
    return [event async for event in reply]


async def words_of(reply: Reply) -> str:
    return "".join([e.data["text"] for e in await events_of(reply) if e.type == "reply.delta"])


async def thread_of(conversation: Conversation) -> list[tuple[str, str]]:
    return [(message.role, message.text) for message in await conversation.messages()]


async def journal_of(conversations: Conversations, conversation: Conversation) -> list[Event]:
    await conversation.outbox.flush()
    return await conversations.sessions.read(conversation.session.id)


async def opened(conversations: Conversations, graph: str) -> Conversation:
    """A conversation of a new session."""
    session, _ = await conversations.sessions.create(graph=graph)
    return await conversations.open(session.id)


def another(conversations: Conversations) -> Conversations:
    """The same sessions in another process, as far as Redis can tell."""
    return Conversations(
        conversations.sessions,
        conversations.saver,
        conversations.registry,
        turn_seconds=conversations.turn_seconds,
        filler_seconds=conversations.filler_seconds,
    )
