"""Two processes forced onto one session: one history, no lost word, one writer at any time."""

from __future__ import annotations

import asyncio
import json
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from graphs.conversation import Conversations
from tests.conversation.talk import journal_of, opened, thread_of, words_of

ROOT = Path(__file__).parents[2]


async def talk(url: str, session: str, name: str, seconds: float) -> list[dict[str, Any]]:
    arguments = ("-m", "tests.conversation.worker", url.removeprefix("unix://"), session, name, str(seconds))
    process = await asyncio.create_subprocess_exec(
        sys.executable, *arguments, cwd=ROOT, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL
    )
    output, _ = await process.communicate()
    assert process.returncode == 0
    return [json.loads(line) for line in output.decode().splitlines() if line.startswith("{")]


@pytest.mark.parametrize("seconds", [5, pytest.param(60, marks=[pytest.mark.slow, pytest.mark.timeout(180)])])
async def test_two_workers_on_one_session(conversations: Conversations, valkey_url: str, seconds: float) -> None:
    conversation = await opened(conversations, "long")
    session = conversation.session.id
    told = await asyncio.gather(*(talk(valkey_url, session, name, seconds) for name in "ab"))
    turns = [turn for of_one in told for turn in of_one]
    done = [turn for turn in turns if turn["outcome"] == "done"]
    assert len(done) >= seconds / 4

    await words_of(conversation.reply("the end"))  # ends what the last one was cut off in

    events = await journal_of(conversations, conversation)
    assert [event.seq for event in events] == list(range(events[0].seq, events[0].seq + len(events)))

    thread = await thread_of(conversation)
    heard = Counter(text for role, text in thread if role == "caller")
    assert max(heard.values()) == 1
    assert {turn["words"] for turn in done} <= set(heard)
    answers = Counter(text for role, text in thread if role == "agent")
    assert answers == Counter(f"You said: {words}. Anything else for you today?" for words in heard)
    refused = {turn["words"] for turn in turns if turn["outcome"] == "failed"}
    print(f"{len(done)} turns done, {len(refused)} taken over, {len(refused & set(heard))} of these ended by the other")
