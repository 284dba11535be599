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

WRITE = Script(
    WHOLE
    + FENCED
    + KNOWN
    + """
-- ARGV: fence, known, ttl, operations one after the other
-- 'p', ns, checkpoint id, parent's id, record, ties, number of references, references, number of values,
--   (reference, value), number of references of empty channels, references
-- 'w', ns, checkpoint id, number of writes, (task id and position, '1' to replace, write)
if forgotten(ARGV[2]) then return redis.error_reply('THREADLOST') end
local at = 4
local function take() at = at + 1; return ARGV[at - 1] end

local function put()
  local ns = take()
  local name, parent = ns .. '\\0' .. take(), take()
  if parent ~= '' and none_since(ns, '') then return false end
  local fields, refs = {'c' .. name, take(), 't' .. name, take(), 'r' .. name}, {}
  for i = 1, tonumber(take()) do refs[i] = take() end
  fields[6] = cmsgpack.pack(refs)
  for _ = 1, tonumber(take()) do
    fields[#fields + 1] = 'v' .. ns .. '\\0' .. take()
    fields[#fields + 1] = take()
  end
  for i = 1, #fields, 2 do redis.call('HSET', state, fields[i], fields[i + 1]) end
  for _ = 1, tonumber(take()) do redis.call('HDEL', state, 'v' .. ns .. '\\0' .. take()) end
  redis.call('ZADD', index, 0, 'c' .. name)
  return true
end

local function put_writes()
  local ns = take()
  local name = 'w' .. ns .. '\\0' .. take() .. '\\0'
  for _ = 1, tonumber(take()) do
    local field = name .. take()
    redis.call(take() == '1' and 'HSET' or 'HSETNX', state, field, take())
    redis.call('ZADD', index, 0, field)
  end
end

while at <= #ARGV do
  if take() == 'w' then put_writes() elseif not put() then return redis.error_reply('THREADLOST') end
end
if ARGV[3] ~= '0' then
  redis.call('PEXPIRE', state, ARGV[3])
  redis.call('PEXPIRE', index, ARGV[3])
end
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
