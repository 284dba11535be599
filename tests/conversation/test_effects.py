"""Effects that cannot be asked twice: once, or not again."""

from __future__ import annotations

import sys
from types import ModuleType

import pytest

from graphs.conversation import Conversation, Conversations
from tests.conversation.talk import journal_of, opened, words_of

pytestmark = pytest.mark.check


@pytest.fixture
async def talk(conversations: Conversations) -> Conversation:
    return await opened(conversations, "asking")


@pytest.fixture
async def office(talk: Conversation) -> ModuleType:
    graph = await talk.graph()
    module = sys.modules[graph.nodes["post"].bound.afunc.__module__]
    module.sent.clear()
    module.trouble.clear()
    return module


async def test_what_was_done_is_not_done_again_and_gives_the_same_result(talk, office, conversations):
    assert await words_of(talk.reply("post a letter", turn_id="t1")) == "Sent as number 1."
    lease = await conversations.sessions.lease(talk.session.id, "another")
    ledger = conversations.sessions.ledger(talk.session.id, lease)
    assert await ledger.begin(f"{talk.session.id}:t1:post") == (True, "number 1")


async def test_what_broke_off_is_not_tried_again_and_the_caller_is_told(talk, office, conversations):
    office.trouble.append(ConnectionError("the line broke"))
    assert "won't try it again" in await words_of(talk.reply("post a letter", turn_id="t1"))
    lease = await conversations.sessions.lease(talk.session.id, "another")
    ledger = conversations.sessions.ledger(talk.session.id, lease)
    with pytest.raises(Exception, match="not known"):
        await ledger.begin(f"{talk.session.id}:t1:post")
    assert office.sent == ["post a letter"]


async def test_an_uncertain_effect_is_said_and_seen_by_operators(talk, office, conversations):
    lease = await conversations.sessions.lease(talk.session.id, "killed")
    await conversations.sessions.ledger(talk.session.id, lease).begin(f"{talk.session.id}:t1:post")
    await lease.release()
    assert "won't try it again" in await words_of(talk.reply("post a letter", turn_id="t1"))
    assert office.sent == []
    codes = [e.data["code"] for e in await journal_of(conversations, talk) if e.type == "error"]
    assert codes == ["effect_uncertain"]


async def test_what_certainly_did_not_happen_may_be_tried_again(talk, office, conversations):
    assert await words_of(talk.reply("refused", turn_id="t1")) == "The post office is closed."
    lease = await conversations.sessions.lease(talk.session.id, "another")
    assert await conversations.sessions.ledger(talk.session.id, lease).begin(f"{talk.session.id}:t1:post") == (
        False,
        None,
    )
