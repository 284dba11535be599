"""A reply that nobody is known to have heard is said again when the caller is back."""

from __future__ import annotations

import pytest

from tests.conversation.talk import another, opened, thread_of, words_of

pytestmark = pytest.mark.check

HELLO = "You said: hello. Anything else for you today?"


async def test_the_reply_of_a_killed_worker_is_said_again_once(conversations):
    conversation = await opened(conversations, "desk")
    await words_of(conversation.reply("hello", modality="voice"))
    await conversation.outbox.flush()
    # killed here: nobody tells what was heard
    later = await another(conversations).open(conversation.session.id)
    opening = later.open_call()
    assert await words_of(opening) == f"We were cut off. {HELLO}"
    await opening.heard(f"We were cut off. {HELLO}", interrupted=False)
    assert await thread_of(later) == [("caller", "hello"), ("agent", HELLO)]
    assert await words_of(later.open_call(modality="text")) == "Welcome back. How can I help you?"


async def test_what_was_heard_of_the_repetition_is_what_the_thread_keeps(conversations):
    conversation = await opened(conversations, "desk")
    await words_of(conversation.reply("hello", modality="voice"))
    await conversation.outbox.flush()
    later = await another(conversations).open(conversation.session.id)
    opening = later.open_call()
    await words_of(opening)
    await opening.heard("We were cut off. You said:", interrupted=True)
    assert await thread_of(later) == [("caller", "hello"), ("agent", "You said:")]


async def test_what_was_heard_is_not_said_again(conversations):
    conversation = await opened(conversations, "desk")
    reply = conversation.reply("hello", modality="voice")
    await words_of(reply)
    await reply.heard(HELLO, interrupted=False)
    await conversation.outbox.flush()
    later = await another(conversations).open(conversation.session.id)
    assert await words_of(later.open_call()) == "Welcome back. How can I help you?"
