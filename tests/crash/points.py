"""Kills a process at a chosen step of a booking turn's event loop, lets another one finish, tells what remains.

`python -m tests.crash.points REDIS_URL FOLDER FIRST STRIDE [ONLY]` prints a line of JSON per point and manner of coming
back, from FIRST in steps of STRIDE to the first point that the turn does not reach any more, or ONLY so many points.
Every point is a fork of this process, over a fork of the same session and a copy of the same database, with which the
dialogue stands just before its booking.
"""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import signal
import sys
import traceback
from collections.abc import Coroutine
from datetime import datetime
from pathlib import Path
from typing import Any

from app.settings import Settings, read_settings
from app.wiring import Parts, import_graphs, open_parts
from graphs.conversation import Conversation, Reply

BEFORE = (
    "I'd like an appointment with Doctor Lee, Tuesday morning.",
    "The first one, please.",
    "John Smith, born March third nineteen eighty.",
)
LAST, LAST_TURN = "Yes please.", "the-booking"
LONG_AGO = datetime(2000, 1, 1)  # noqa: DTZ001, the clinic's own wall clock
OPERATOR = "operator"
MANNERS = ("again", "call")
# how the caller comes back: the same typed turn sent again, or by a new call after a spoken turn


def child(work: Coroutine[Any, Any, dict[str, Any] | None]) -> dict[str, Any] | None:
    """Run in a fork of this process; what it returned, None when it was killed."""
    reading, writing = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(reading)
        status = 1
        try:
            result = asyncio.run(work)
            os.write(writing, json.dumps(result).encode())
            status = 0
        except BaseException:
            traceback.print_exc()
        finally:
            os._exit(status)
    work.close()
    os.close(writing)
    with os.fdopen(reading) as pipe:
        text = pipe.read()
    _, code = os.waitpid(pid, 0)
    if os.WIFSIGNALED(code):
        return None
    if code:
        raise SystemExit(f"a child failed with {code}")
    found: dict[str, Any] = json.loads(text)
    return found


def settings_of(redis_url: str, database: Path) -> Settings:
    url = f"sqlite+aiosqlite:///{database}"
    return read_settings(redis_url=redis_url, database_url=url, data_dir=database.parent, model="rules")


def die_after(steps: int) -> None:
    """End this process, without any goodbye, when the event loop has run so many callbacks more."""
    left = steps
    run = asyncio.Handle._run  # type: ignore[attr-defined]

    def counted(handle: asyncio.Handle) -> None:
        nonlocal left
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        left -= 1
        run(handle)

    asyncio.Handle._run = counted  # type: ignore[attr-defined]


async def words_of(reply: Reply) -> str:
    return "".join([event.data["text"] async for event in reply if event.type == "reply.delta"])


async def prepare(settings: Settings) -> dict[str, Any]:
    """The dialogue up to the question that the booking waits for."""
    async with open_parts(settings) as parts:
        conversation, _ = await parts.conversation(None)
        for words in BEFORE:
            await words_of(conversation.reply(words))
        newest = (await conversation.checkpoints(limit=1))[0]
        return {"session": conversation.session.id, "checkpoint": newest.id}


async def fork(settings: Settings, origin: dict[str, Any]) -> dict[str, Any]:
    async with open_parts(settings) as parts:
        session, _ = await parts.conversations.fork(origin["session"], origin["checkpoint"])
        return {"session": session.id}


async def book(settings: Settings, session: str, point: int, manner: str) -> dict[str, Any]:
    """The turn that books, killed at a point; when it is not, it says so. Nobody tells what was heard of it."""
    async with open_parts(settings) as parts:
        conversation = await parts.conversations.open(session)
        die_after(point)
        modality = "voice" if manner == "call" else "text"
        await words_of(conversation.reply(LAST, turn_id=LAST_TURN, modality=modality))
        await conversation.outbox.flush()
        return {"finished": True}


async def come_back(settings: Settings, session: str, manner: str) -> dict[str, Any]:
    """What the caller hears from another process, and what store and thread hold then."""
    async with open_parts(settings) as parts:
        conversation = await parts.conversations.open(session)
        await take_over(parts, session)
        if manner == "again":
            heard = await words_of(conversation.reply(LAST, turn_id=LAST_TURN))
        else:
            heard = await words_of(conversation.open_call(modality="voice"))
        return {"heard": heard, **await remains(parts, conversation)}


async def take_over(parts: Parts, session: str) -> None:
    """Not to wait for the dead writer's lease at each of hundreds of points."""
    lease = await parts.sessions.lease(session, OPERATOR, force=True)
    await lease.release()


async def remains(parts: Parts, conversation: Conversation) -> dict[str, Any]:
    appointments = await parts.clinic.appointments("1", after=LONG_AGO)
    messages = await conversation.messages()
    graph = await conversation.graph()
    state = await graph.aget_state({"configurable": {"thread_id": conversation.session.id}})
    await conversation.outbox.flush()
    events = await parts.sessions.read(conversation.session.id)
    return {
        "booked": [appointment.starts_at.isoformat() for appointment in appointments],
        "words": [message.text for message in messages if message.role == "caller"],
        "replies": [message.text for message in messages if message.role == "agent"],
        "pending": list(state.next),
        "finished": [
            event.data["outcome"] for event in events if event.type == "turn.finished" and event.turn == LAST_TURN
        ],
        "seqs": [event.seq for event in events],
    }


def main(redis_url: str, folder: Path, first: int, stride: int, only: int | None) -> None:
    import_graphs()
    origin_file = folder / f"origin{first}.db"
    origin = asyncio.run(prepare(settings_of(redis_url, origin_file)))  # here: what it loads, the forks have
    point, tried = first, 0
    while only is None or tried < only:
        for manner in MANNERS:
            database = folder / f"point{first}.db"
            shutil.copy(origin_file, database)
            settings = settings_of(redis_url, database)
            forked = child(fork(settings, origin))
            assert forked is not None
            survived = child(book(settings, forked["session"], point, manner))
            found = child(come_back(settings, forked["session"], manner))
            print(
                json.dumps({"point": point, "died": survived is None, "comes_back": manner, **(found or {})}),
                flush=True,
            )
        if survived is not None:
            return
        point, tried = point + stride, tried + 1


if __name__ == "__main__":
    _, url, where, begin, step, *rest = sys.argv
    main(url, Path(where), int(begin), int(step), int(rest[0]) if rest else None)
