"""What a turn tells: its events to whoever listens, the words of its reply, and the journal once the turn is real."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import replace
from typing import Any

from graphs.conversation.heard import Spoken
from graphs.conversation.outbox import Outbox
from graphs.conversation.stream import GraphStream, Said
from graphs.events import Event


class Telling:
    """One turn's events, in order; any number of listeners, each from the beginning."""

    def __init__(self, session: str, turn_id: str, outbox: Outbox, stream: GraphStream, *, is_real: bool) -> None:
        """A turn that is not real (yet) leaves nothing in the journal until `become_real`."""
        self.on_words: Callable[[str], None] = lambda text: None
        # told the words that go to the listeners now
        self.stream = stream
        self.spoken: list[Spoken] = []
        self._session = session
        self._turn_id = turn_id
        self._outbox = outbox
        self._is_real = is_real
        self._unwritten: list[Event] = []
        self._held: list[tuple[Event, bool]] | None = None
        # while it is not certain that the turn may run: events, and whether the journal gets them
        self._spoken_before = 0
        # pieces that were spoken before that
        self._events: list[Event] = []
        self._grown = asyncio.Event()
        self._is_over = False
        self._begun = time.perf_counter()
        self._first_token_seconds: float | None = None

    async def events(self) -> AsyncIterator[Event]:
        """All events of the turn, until it is over."""
        seen = 0
        while True:
            grown = self._grown
            while seen < len(self._events):
                seen += 1
                yield self._events[seen - 1]
            if self._is_over:
                return
            await grown.wait()

    def close(self) -> None:
        """Nothing more will be told to listeners; what is emitted later goes to the journal alone."""
        self._is_over = True
        self._grown.set()

    @property
    def is_holding(self) -> bool:
        """True while everything is kept back."""
        return self._held is not None

    def hold(self) -> None:
        """Keep everything back until `release` or `begin_again`."""
        self._held, self._spoken_before = [], len(self.spoken)

    def release(self) -> None:
        """Tell what was kept back."""
        held, self._held = self._held or [], None
        for event, is_lasting in held:
            self._tell(event)
            if is_lasting:
                self._record([event])

    def begin_again(self) -> None:
        """Forget what was kept back."""
        self._held = None
        del self.spoken[self._spoken_before :]
        self.stream.begin_again()

    def emit(self, said: Sequence[Said], *, turn_id: str | None = None) -> None:
        """Tell listeners and, once the turn is real, the journal; of this turn unless told."""
        events = [self._event(one, turn_id) for one in said]
        if self._held is not None:
            self._held += [(event, True) for event in events]
            return
        for event in events:
            self._tell(event)
        self._record(events)

    def write(self, said: Said) -> Event:
        """To the journal only, for now; `tell` is for the listeners."""
        event = self._event(said)
        self._record([event])
        return event

    def tell(self, event: Event, **more: Any) -> None:
        """Tell listeners what is written already, and more."""
        self._tell(replace(event, data=event.data | more))

    def offer(self, said: Said) -> None:
        """Tell listeners only."""
        event = self._event(said)
        if self._held is not None:
            self._held.append((event, False))
        else:
            self._tell(event)

    def _event(self, said: Said, turn_id: str | None = None) -> Event:
        return Event(said.type, self._session, turn_id or self._turn_id, said.data, at=time.time())

    def _tell(self, event: Event) -> None:
        if event.type == "reply.delta":
            self.on_words(event.data["text"])
        self._events.append(event)
        self._grown.set()
        self._grown = asyncio.Event()

    def _record(self, events: list[Event]) -> None:
        if self._is_real:
            self._outbox.put(events)
        else:
            self._unwritten += events

    def pass_on(self, said: Said) -> None:
        """Words of a speaking node."""
        if self._first_token_seconds is None:
            self._first_token_seconds = time.perf_counter() - self._begun
        message_id, text = said.data["message_id"], said.data["text"]
        if self._runs_on(message_id, text):
            text = " " + text
        self.spoken.append(Spoken(text, message_id, self.stream.root_of(message_id)))
        self.offer(Said(said.type, said.data | {"text": text}))

    def _runs_on(self, message_id: str, text: str) -> bool:
        """Whether another message begins without a space after the last one."""
        last = self.spoken[-1] if self.spoken else None
        return (
            last is not None
            and last.message_id != message_id
            and not last.text[-1:].isspace()
            and not text[:1].isspace()
        )

    def speak(self, text: str) -> None:
        """Words of the conversation's own: no message of the thread holds them."""
        self.spoken.append(Spoken(text, None, None))
        self.offer(self._aside(text))

    def fill(self, text: str) -> None:
        """Words over a pause, said even while everything else is kept back."""
        self.spoken.insert(
            self._spoken_before if self._held is not None else len(self.spoken), Spoken(text, None, None)
        )
        self._spoken_before += 1
        self._tell(self._event(self._aside(text)))

    def _aside(self, text: str) -> Said:
        data: dict[str, Any] = {"text": text, "message_id": None, "node": None}
        return Said("reply.delta", data | self.stream.manner())

    @property
    def words(self) -> str:
        """The reply so far."""
        return "".join(piece.text for piece in self.spoken)

    def become_real(self, *, forgetting: bool = False) -> None:
        """The caller's words are confirmed: what was told so far goes to the journal, or is forgotten."""
        self._is_real = True
        if not forgetting:
            self._outbox.put(self._unwritten)
        self._unwritten = []

    def summary(self, outcome: str) -> dict[str, Any]:
        """Data of "turn.finished"."""
        latency = {"total_seconds": round(time.perf_counter() - self._begun, 4)}
        if self._first_token_seconds is not None:
            latency["first_token_seconds"] = round(self._first_token_seconds, 4)
        return {"outcome": outcome, "latency": latency, "tokens": self.stream.tokens}
