"""Sessions at random against a simple model of what must be remembered.

Three processes, as far as Redis can tell, share one session. Whatever is said, cut off, taken back, repeated, asked,
answered, killed or taken over: the thread holds what was said and heard, each once, in order; effects happened once.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Coroutine
from typing import Any, TypeVar

import pytest
import redis.asyncio
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from graphs.checkpoints import RedisSaver
from graphs.conversation import Conversation, Conversations, Reply
from graphs.conversation.heard import Spoken, cut
from graphs.errors import QuestionNotOpen
from graphs.registry import Registry
from graphs.sessions import SessionStore
from tests.conversation.conftest import GRAPHS
from tests.conversation.talk import thread_of

T = TypeVar("T")
WORKERS = 3
WORDS = st.sampled_from(["hello", "good morning", "a table for two", "what are your hours", "buenos días"])
WORKER = st.integers(0, WORKERS - 1)
QUESTION = "Shall I book it?"


def answer_to(words: str) -> str:
    return f"You said: {words}. Anything else for you today?"


class Sessions(RuleBasedStateMachine):
    """One session; the model is `thread`, `effects` and `asked`."""

    url = ""

    def __init__(self) -> None:
        super().__init__()
        self.loop = asyncio.new_event_loop()
        self.turns = 0
        self.thread: list[tuple[str, str]] = []
        self.effects: list[str] = []
        self.asked = 0
        # how often the waiting question was asked; 0: none waits
        self.last: tuple[str, str, str] | None = None
        # turn id, words and reply of the last turn, while it can be repeated

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        async def limited() -> T:
            async with asyncio.timeout(20):
                return await work

        return self.loop.run_until_complete(limited())

    # ---- processes

    @initialize()
    def begin(self) -> None:
        self.run(self._begin())

    async def _begin(self) -> None:
        self.client = redis.asyncio.Redis(unix_socket_path=self.url.removeprefix("unix://"))
        self.store = SessionStore(self.client)
        self.saver = RedisSaver(self.client)
        self.registry = Registry(GRAPHS)
        self.session, _ = await self.store.create(graph="desk")
        self.workers = [await self._worker() for _ in range(WORKERS)]
        graph = await self.workers[0].graph()
        self.module = __import__("sys").modules[graph.nodes["agent"].bound.afunc.__module__]
        self.module.effects.clear()

    async def _worker(self) -> Conversation:
        home = Conversations(self.store, self.saver, self.registry, turn_seconds=10, filler_seconds=10)
        return await home.open(self.session.id)

    @rule(worker=WORKER)
    def restart(self, worker: int) -> None:
        self.workers[worker] = self.run(self._worker())

    @rule()
    def force(self) -> None:
        """An operator takes the lease from whoever has it, and lets go."""

        async def work() -> None:
            await (await self.store.lease(self.session.id, "operator", force=True)).release()

        self.run(work())

    # ---- turns

    def _turn_id(self) -> str:
        self.turns += 1
        return f"turn-{self.turns}"

    async def _whole(self, reply: Reply) -> str:
        return "".join([event.data["text"] async for event in reply if event.type == "reply.delta"])

    async def _typed(self, worker: int, words: str, turn_id: str | None = None) -> str:
        return await self._whole(self.workers[worker].reply(words, turn_id=turn_id))

    def _said(self, turn_id: str, words: str, spoken: str, heard: str) -> None:
        self.thread.append(("caller", words))
        if heard:
            self.thread.append(("agent", heard))
        self.last = (turn_id, words, heard) if spoken == heard else None

    @precondition(lambda self: not self.asked)
    @rule(worker=WORKER, words=WORDS, modality=st.sampled_from(["text", "voice"]), guessed=st.booleans())
    def say(self, worker: int, words: str, modality: str, guessed: bool) -> None:
        self.run(self._say(self.workers[worker], words, modality, guessed))

    async def _say(self, worker: Conversation, words: str, modality: str, guessed: bool) -> None:
        turn_id = self._turn_id()
        reply = worker.reply(words, turn_id=turn_id, modality=modality, speculative=guessed)
        await reply.accept()
        spoken = await self._whole(reply)
        assert spoken == answer_to(words)
        if modality == "voice":
            await reply.heard(spoken, interrupted=False)
        self._said(turn_id, words, spoken, spoken)

    @precondition(lambda self: not self.asked)
    @rule(worker=WORKER, words=WORDS, letters=st.integers(0, 60), early=st.booleans())
    def barge_in(self, worker: int, words: str, letters: int, early: bool) -> None:
        self.run(self._barge_in(self.workers[worker], words, letters, early))

    async def _barge_in(self, worker: Conversation, words: str, letters: int, early: bool) -> None:
        turn_id = self._turn_id()
        reply = worker.reply(words, turn_id=turn_id, modality="voice")
        stream = aiter(reply)
        pieces = []
        async for event in stream:
            pieces += [event.data["text"]] if event.type == "reply.delta" else []
            if early and len(pieces) == 2:
                break
        said = "".join(pieces)
        heard = said[:letters]
        await reply.heard(heard, interrupted=True)
        kept = cut([Spoken(said, "m", "n")], heard)[0].text.rstrip()
        self._said(turn_id, words, answer_to(words), kept)

    @precondition(lambda self: not self.asked)
    @rule(worker=WORKER, words=WORDS, events=st.integers(0, 6), books=st.booleans())
    def take_back(self, worker: int, words: str, events: int, books: bool) -> None:
        self.run(self._take_back(self.workers[worker], f"book {words}" if books else words, events))

    async def _take_back(self, worker: Conversation, words: str, events: int) -> None:
        reply = worker.reply(words, modality="voice", speculative=True)
        stream = aiter(reply)
        for _ in range(min(events, 1 if words.startswith("book") else events)):
            await anext(stream)
        await reply.discard()

    @precondition(lambda self: not self.asked)
    @rule(worker=WORKER, words=WORDS, guessed=st.booleans())
    def book(self, worker: int, words: str, guessed: bool) -> None:
        self.run(self._book(self.workers[worker], f"book {words}", guessed))

    async def _book(self, worker: Conversation, words: str, guessed: bool) -> None:
        turn_id = self._turn_id()
        reply = worker.reply(words, turn_id=turn_id, speculative=guessed)
        await reply.accept()
        spoken = await self._whole(reply)
        self.effects.append(f"{self.session.id}:{turn_id}:call-1")
        self._said(turn_id, words, spoken, spoken)

    @precondition(lambda self: self.last is not None and not self.asked)
    @rule(worker=WORKER)
    def repeat(self, worker: int) -> None:
        assert self.last is not None
        turn_id, words, heard = self.last
        assert self.run(self._typed(worker, words, turn_id)) == heard

    @precondition(lambda self: not self.asked)
    @rule(worker=WORKER, words=WORDS, events=st.integers(0, 8), books=st.booleans())
    def kill(self, worker: int, words: str, events: int, books: bool) -> None:
        """A process dies in a turn; the caller says it again, to another process, under the same turn id."""
        self.run(self._kill(worker, f"book {words}" if books else words, events))

    async def _kill(self, worker: int, words: str, events: int) -> None:
        turn_id = self._turn_id()
        dying = self.workers[worker]
        reply = dying.reply(words, turn_id=turn_id)
        stream = aiter(reply)
        for _ in range(events):
            if await anext(stream, None) is None:
                break
        dying.writer.saver._line.is_held_back = True  # what it has not written by now is lost
        dying.writer.saver._line.waiting.clear()
        dying.outbox._waiting.clear()
        reply._task.cancel()
        await asyncio.wait([reply._task])
        await (await self.store.lease(self.session.id, "undertaker", force=True)).release()
        self.workers[worker] = await self._worker()
        again = self.workers[(worker + 1) % WORKERS].reply(words, turn_id=turn_id)
        spoken = await self._whole(again)
        assert spoken == answer_to(words)
        if words.startswith("book"):
            self.effects.append(f"{self.session.id}:{turn_id}:call-1")
        self._said(turn_id, words, spoken, spoken)

    # ---- questions

    @precondition(lambda self: not self.asked)
    @rule(worker=WORKER)
    def ask(self, worker: int) -> None:
        assert self.run(self._typed(worker, "ask", self._turn_id())) == QUESTION
        self.thread.append(("caller", "ask"))
        self.asked, self.last = 1, None

    @precondition(lambda self: self.asked)
    @rule(worker=WORKER, words=st.sampled_from(["yes", "no", "maybe tomorrow"]))
    def answer(self, worker: int, words: str) -> None:
        assert self.run(self._typed(worker, words)) == f"You answered {words}."
        self.thread.append(("agent", f"You answered {words}."))
        self.asked = 0

    @precondition(lambda self: self.asked)
    @rule(worker=WORKER, other=WORKER)
    def answer_twice_at_once(self, worker: int, other: int) -> None:
        self.run(self._answer_twice(self.workers[worker], self.workers[other]))
        self.asked = 0

    async def _answer_twice(self, here: Conversation, there: Conversation) -> None:
        question = (await here.questions())[0]
        answers = await asyncio.gather(
            *(one.answer(question.id, f"answer {i}", by="operator") for i, one in enumerate((here, there))),
            return_exceptions=True,
        )
        words = [await self._whole(answer) for answer in answers if isinstance(answer, Reply)]
        assert all(isinstance(answer, Reply | QuestionNotOpen) for answer in answers)
        won = [text for text in words if text.startswith("You answered")]
        assert len(won) == 1
        self.thread.append(("agent", won[0]))

    @precondition(lambda self: self.asked == 1)
    @rule(worker=WORKER)
    def say_something_else(self, worker: int) -> None:
        said = self.run(self._typed(worker, "What was it again?"))
        if said.endswith(QUESTION):
            return
        assert said == "You answered What was it again?."  # this process had asked again before
        self.thread.append(("agent", said))
        self.asked = 0

    # ---- what must hold

    @invariant()
    def remembers(self) -> None:
        if self.turns:
            assert self.run(thread_of(self.workers[self.turns % WORKERS])) == self.thread
            # a store refuses a key that it has: asking it again with the same one changes nothing
            assert list(dict.fromkeys(self.module.effects)) == self.effects

    def teardown(self) -> None:
        if hasattr(self, "workers"):
            self.run(self._end())
        self.loop.close()

    async def _end(self) -> None:
        for worker in self.workers:
            await worker.aclose()
        events = await self.store.read(self.session.id, limit=10_000)
        assert [event.seq for event in events] == list(range(1, len(events) + 1))
        await self.store.delete(self.session.id, saver=self.saver)
        assert await self.client.keys("*" + self.session.id + "*") == []
        await self.client.aclose()


def check(url: str, examples: int, steps: int = 12) -> None:
    Sessions.url = url
    run_state_machine_as_test(
        Sessions,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )


def test_sessions_at_random(valkey_url: str) -> None:
    check(valkey_url, 60)


@pytest.mark.slow
@pytest.mark.timeout(1500)
@pytest.mark.parametrize("half", [0, 1])
def test_many_sessions_at_random(valkey_url: str, half: int) -> None:
    check(valkey_url, int(os.environ.get("SEQUENCES", "400")) // 2)
