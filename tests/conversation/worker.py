"""A process that talks in a session that others talk in as well.

`python -m tests.conversation.worker SOCKET SESSION NAME SECONDS` says "NAME 1", "NAME 2", … one turn after another,
takes the lease by force now and then in the middle of somebody's turn, and prints a line of JSON per turn.
"""

from __future__ import annotations

import asyncio
import json
import random
import sys
import time

import redis.asyncio

from graphs.checkpoints import RedisSaver
from graphs.conversation import Conversation, Conversations
from graphs.registry import Registry
from graphs.sessions import SessionStore
from tests.conversation.conftest import GRAPHS


async def main(socket: str, session: str, name: str, seconds: float) -> None:
    async with redis.asyncio.Redis(unix_socket_path=socket) as client:
        store = SessionStore(client)
        home = Conversations(store, RedisSaver(client), Registry(GRAPHS), holder=name)
        conversation = await home.open(session)
        bully = asyncio.create_task(take_over_again_and_again(store, session, name))
        end, number = time.monotonic() + seconds, 0
        while time.monotonic() < end:
            number += 1
            await say(conversation, f"{name} {number}")
        bully.cancel()
        await home.aclose()


async def say(conversation: Conversation, words: str) -> None:
    events = [event async for event in conversation.reply(words)]
    spoken = "".join(event.data["text"] for event in events if event.type == "reply.delta")
    outcome = next(event.data["outcome"] for event in reversed(events) if event.type == "turn.finished")
    print(json.dumps({"words": words, "outcome": outcome, "spoken": spoken}), flush=True)


async def take_over_again_and_again(store: SessionStore, session: str, name: str) -> None:
    chance = random.Random(name)
    while True:
        await asyncio.sleep(chance.uniform(0.05, 1.0))
        lease = await store.lease(session, f"{name}'s bully", force=True)
        await lease.release()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], sys.argv[2], sys.argv[3], float(sys.argv[4])))
