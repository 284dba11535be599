"""What delta channels are rebuilt from: their writes back to the nearest stored value, read by one script."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from langgraph.checkpoint.base import DeltaChannelHistory, PendingWrite
from langgraph.checkpoint.serde.base import SerializerProtocol

from graphs.checkpoints import layout
from graphs.checkpoints.scripts import READING, WHOLE, Script

HISTORY = Script(
    WHOLE
    + READING
    + """
-- ARGV: ns, checkpoint id or '' for the latest, channels
-- The ancestors from the nearest on, until every channel has a value:
-- {{value reference, value, ...}, write names, writes}
local ns, wanted, open, reply = ARGV[1], {}, 0, {}
for i = 3, #ARGV do wanted[ARGV[i]] = true; open = open + 1 end
local name = ns .. '\\0' .. (ARGV[2] == '' and latest(ns) or ARGV[2])
local child = ties(name)
while child and child[2] ~= '' and open > 0 do
  name = ns .. '\\0' .. child[2]
  local own = ties(name)
  if not own then
    for i = 3, #child do
      if wanted[child[i]] then return redis.error_reply('THREADLOST') end
    end
    break
  end
  local values = {}
  for _, ref in ipairs(refs(name)) do
    local channel = string.match(ref, '^%Z*')
    local value = wanted[channel] and redis.call('HGET', state, 'v' .. ns .. '\\0' .. ref)
    if value then
      values[#values + 1] = ref
      values[#values + 1] = value
      wanted[channel] = nil
      open = open - 1
    end
  end
  local pending = writes(name)
  reply[#reply + 1] = {values, pending, fields('w' .. name .. '\\0', pending)}
  child = own
end
return reply
"""
)


def arguments(ns: str, checkpoint_id: str, channels: Sequence[str]) -> list[bytes]:
    """HISTORY's arguments."""
    return [layout.part(text) for text in (ns, checkpoint_id, *dict.fromkeys(channels))]


def unpack(
    serde: SerializerProtocol, channels: Sequence[str], reply: Sequence[Any]
) -> Mapping[str, DeltaChannelHistory]:
    """LangGraph's form of HISTORY's reply, for every channel."""
    writes: dict[str, list[PendingWrite]] = {channel: [] for channel in channels}
    seeds: dict[str, Any] = {}
    for values, refs, blobs in reply:
        found = layout.unpack_writes(serde, refs, blobs, only=writes.keys() - seeds.keys())
        for write in reversed(found):
            writes[write[1]].append(write)
        for ref, blob in zip(values[::2], values[1::2], strict=True):
            seeds[layout.channel_of(ref)] = layout.load(serde, blob)
    return {channel: _entry(writes[channel], seeds, channel) for channel in channels}


def _entry(newest_first: list[PendingWrite], seeds: dict[str, Any], channel: str) -> DeltaChannelHistory:
    entry: DeltaChannelHistory = {"writes": newest_first[::-1]}
    if channel in seeds:
        entry["seed"] = seeds[channel]
    return entry
