"""A whole turn of a two-node graph, its checkpoints included: our layer, bare LangGraph, and other savers."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AsyncExitStack

from bench.threads import ours, peers
from bench.threads.peers import BARE, PEERS, Absent
from bench.threads.report import Row, timed
from bench.threads.timing import Subject, paired, ratio

GROUP = "A turn of two nodes, Redis on loopback"
OURS = "Threadline (Conversation.reply)"
ROUNDS = 240
MOST_MS, MOST_TIMES_BARE = 4.5, 3.5


class Talk:
    """Threadline's turns, in a new session after as many turns as a peer's thread has."""

    def __init__(self, home: ours.Ours) -> None:
        self._home = home
        self._turns = 0

    async def turn(self) -> None:
        """One turn to the end of the reply."""
        number = self._turns % peers.TURNS_A_THREAD
        await ours.turn(self._conversation, number)
        self._turns += 1

    async def prepare(self) -> None:
        """A new session when the old one is long enough; not part of a turn."""
        if self._turns % peers.TURNS_A_THREAD == 0:
            self._conversation = await self._home.conversation()


async def turns(url: str, effort: float) -> Sequence[Row]:
    """Threadline beside everybody, round by round."""
    absent: list[Row] = []
    async with AsyncExitStack() as stack:
        home = await stack.enter_async_context(ours.opened(url))
        talk = Talk(home)
        subjects: dict[str, Subject] = {OURS: talk.turn}
        for name in PEERS:
            try:
                subjects[name] = (await stack.enter_async_context(peers.peer(name, url))).turn
            except Absent as reason:
                absent.append(Row(GROUP, name, None, "ms", note=f"skipped: {reason}"))
        found = await paired(subjects, max(8, round(ROUNDS * effort)), before_round=talk.prepare)
    share = Row(GROUP, "Threadline / bare LangGraph", ratio(found[OURS], found[BARE]), "x", MOST_TIMES_BARE)
    rows = [timed(GROUP, name, samples, aim=MOST_MS if name == OURS else None) for name, samples in found.items()]
    return [rows[0], share, *rows[1:], *absent]
