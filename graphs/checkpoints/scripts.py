"""The Lua that Redis runs: every operation on a thread is one atomic call.

KEYS are state, index and, when the call carries a fencing token, lease: a cluster that moves the thread's slot refuses
calls that name a key which does not exist.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from redis.asyncio import Redis, RedisCluster
from redis.exceptions import NoScriptError, ResponseError

from graphs.checkpoints.errors import typed

Client = Redis | RedisCluster


@dataclass(frozen=True)
class Script:
    """One Lua script, called by its hash; Redis gets the source only when it does not know it."""

    source: str
    sha: str = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "sha", hashlib.sha1(self.source.encode(), usedforsecurity=False).hexdigest())

    async def __call__(self, client: Client, keys: Sequence[bytes], *args: bytes | str | int) -> Any:
        """Redis's reply; StaleWriter, ThreadLost or StoreFull when it says so, else redis-py's errors."""
        try:
            return await self._run(client, len(keys), *keys, *args)
        except ResponseError as error:
            if (known := typed(error)) is error:
                raise
            raise known from error

    async def _run(self, client: Client, *rest: bytes | str | int) -> Any:
        try:
            return await client.execute_command("EVALSHA", self.sha, *rest)
        except NoScriptError:
            return await client.execute_command("EVAL", self.source, *rest)


WHOLE = """
local state, index = KEYS[1], KEYS[2]
if redis.call('EXISTS', state) ~= redis.call('EXISTS', index) then return redis.error_reply('THREADLOST') end
"""

FENCED = """
if ARGV[1] ~= '' and redis.call('HGET', KEYS[3], 'token') ~= ARGV[1] then
  return redis.error_reply('STALEWRITER')
end
"""

# What the caller knows of the thread: '' nothing, '=' that it has checkpoints, '=ID' that it has that one or a later
KNOWN = """
local function none_since(ns, id)
  return redis.call('ZLEXCOUNT', index, '[c' .. ns .. '\\0' .. id, '(c' .. ns .. '\\1') == 0
end
local function forgotten(known) return known ~= '' and none_since('', string.sub(known, 2)) end
"""

READING = """
local function latest(ns)
  local last = redis.call('ZREVRANGEBYLEX', index, '(c' .. ns .. '\\1', '[c' .. ns .. '\\0', 'LIMIT', 0, 1)
  return last[1] and string.sub(last[1], #ns + 3) or ''
end
local function fields(kind, names)
  local found = {}
  for i, name in ipairs(names) do found[i] = redis.call('HGET', state, kind .. name) end
  return found
end
local function writes(name)
  local found = redis.call('ZRANGEBYLEX', index, '[w' .. name .. '\\0', '(w' .. name .. '\\1')
  for i, member in ipairs(found) do found[i] = string.sub(member, #name + 3) end
  return found
end
local function refs(name) return cmsgpack.unpack(redis.call('HGET', state, 'r' .. name)) end
-- {turn, parent, delta channels ...} of a checkpoint, or false
local function ties(name)
  local packed, found = redis.call('HGET', state, 't' .. name), {}
  if not packed then return false end
  for text in string.gmatch(packed .. '\\0', '(%Z*)%z') do found[#found + 1] = text end
  return found
end
"""

_GUARD = (
    WHOLE
    + FENCED
    + KNOWN
    + """
if forgotten(ARGV[2]) then return redis.error_reply('THREADLOST') end
local function keep(milliseconds)
  if milliseconds ~= '0' then
    redis.call('PEXPIRE', state, milliseconds)
    redis.call('PEXPIRE', index, milliseconds)
  end
end
"""
)

PUT = Script(
    _GUARD
    + """
-- ARGV: fence, known, ttl, ns, checkpoint id, parent's id, record, ties, number of references, references,
-- number of values, (reference, value), references of empty channels
local ns, name = ARGV[4], ARGV[4] .. '\\0' .. ARGV[5]
if ARGV[6] ~= '' and none_since(ns, '') then return redis.error_reply('THREADLOST') end
local at, refs = 10, {}
for i = 1, tonumber(ARGV[9]) do refs[i] = ARGV[at]; at = at + 1 end
local fields = {'c' .. name, ARGV[7], 't' .. name, ARGV[8], 'r' .. name, cmsgpack.pack(refs)}
local last = at + 2 * tonumber(ARGV[at])
for i = at + 1, last, 2 do
  fields[#fields + 1] = 'v' .. ns .. '\\0' .. ARGV[i]
  fields[#fields + 1] = ARGV[i + 1]
end
for i = 1, #fields, 2 do redis.call('HSET', state, fields[i], fields[i + 1]) end
for i = last + 1, #ARGV do redis.call('HDEL', state, 'v' .. ns .. '\\0' .. ARGV[i]) end
redis.call('ZADD', index, 0, 'c' .. name)
keep(ARGV[3])
return 1
"""
)

PUT_WRITES = Script(
    _GUARD
    + """
-- ARGV: fence, known, ttl, ns, checkpoint id, (task id and position, '1' to replace, write)
local name = 'w' .. ARGV[4] .. '\\0' .. ARGV[5] .. '\\0'
for i = 6, #ARGV, 3 do
  local command = ARGV[i + 1] == '1' and 'HSET' or 'HSETNX'
  redis.call(command, state, name .. ARGV[i], ARGV[i + 2])
  redis.call('ZADD', index, 0, name .. ARGV[i])
end
keep(ARGV[3])
return 1
"""
)

GET = Script(
    WHOLE
    + KNOWN
    + READING
    + """
-- ARGV: known, (ns, checkpoint id or '' for the latest); one entry each: nil or
-- {id, record, value references, values, write names, writes}
if forgotten(ARGV[1]) then return redis.error_reply('THREADLOST') end
local function one(ns, id)
  if id == '' then id = latest(ns) end
  if id == '' then return false end
  local name = ns .. '\\0' .. id
  local record = redis.call('HGET', state, 'c' .. name)
  if not record then return redis.call('ZSCORE', index, 'c' .. name) and 'lost' or false end
  local values, pending = refs(name), writes(name)
  return {id, record, values, fields('v' .. ns .. '\\0', values), pending, fields('w' .. name .. '\\0', pending)}
end
local reply = {}
for i = 2, #ARGV, 2 do
  local found = one(ARGV[i], ARGV[i + 1])
  if found == 'lost' then return redis.error_reply('THREADLOST') end
  reply[#reply + 1] = found
end
return reply
"""
)

NAMES = Script(
    WHOLE
    + KNOWN
    + """
-- ARGV: known; the index members of all checkpoints
if forgotten(ARGV[1]) then return redis.error_reply('THREADLOST') end
return redis.call('ZRANGEBYLEX', index, '[c', '(d')
"""
)

DIGEST = """
local function digest(members) return redis.sha1hex(table.concat(members, ' ')) end
"""

SURVEY = Script(
    WHOLE
    + DIGEST
    + """
-- {digest of the index, its members, (record, references) of each checkpoint among them}
local members, records = redis.call('ZRANGE', index, 0, -1), {}
for _, member in ipairs(members) do
  if string.sub(member, 1, 1) == 'c' then
    local name = string.sub(member, 2)
    records[#records + 1] = {name, redis.call('HGET', state, member),
      cmsgpack.unpack(redis.call('HGET', state, 'r' .. name))}
  end
end
return {digest(members), members, records}
"""
)

FORGET = Script(
    WHOLE
    + DIGEST
    + """
-- ARGV: digest of the index as SURVEY saw it, names to remove; 0 when the thread has changed since
if digest(redis.call('ZRANGE', index, 0, -1)) ~= ARGV[1] then return 0 end
for i = 2, #ARGV do
  redis.call('HDEL', state, ARGV[i])
  redis.call('ZREM', index, ARGV[i])
end
return 1
"""
)
