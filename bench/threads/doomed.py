"""The process that is killed in the middle of a turn: `python -m bench.threads.doomed URL SESSION`.

It says "waiting" once its model was asked, and the model never answers.
"""

from __future__ import annotations

import asyncio
import sys

from bench.threads import ours
from bench.threads.graph import two


async def main(url: str, session: str) -> None:
    async with ours.opened(url) as home:
        conversation = await home.conversations.open(session)
        two.hangs.set()
        reply = conversation.reply("Are you still there?")
        await two.waiting.wait()
        print("waiting", flush=True)
        await reply.wait()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
