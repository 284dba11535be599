"""A whole thread as a copy of another one: read at one moment, written at one moment, also across a cluster's nodes."""

from __future__ import annotations

from graphs.checkpoints.keys import ThreadKeys
from graphs.checkpoints.scripts import WHOLE, Client, Script

EXPORT = Script(
    WHOLE
    + """
-- {state, index, milliseconds to live or 0}, nil when there is no such thread
if redis.call('EXISTS', state) == 0 then return false end
local left = redis.call('PTTL', state)
return {redis.call('DUMP', state), redis.call('DUMP', index), left < 0 and 0 or math.max(left, 1)}
"""
)

IMPORT = Script("""
-- KEYS: state, index. ARGV: what EXPORT has returned
for i, key in ipairs(KEYS) do redis.call('RESTORE', key, ARGV[3], ARGV[i], 'REPLACE') end
return 1
""")


async def copy_thread(client: Client, source: ThreadKeys, target: ThreadKeys) -> None:
    """The target becomes the source's copy, byte for byte, with its remaining time to live.

    Nothing happens when there is no source. Raises ThreadLost for half of one, StoreFull.
    """
    exported = await EXPORT(client, [source.state, source.index])
    if exported is not None:
        await IMPORT(client, [target.state, target.index], *exported)
