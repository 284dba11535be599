"""The Lua of sessions. Every script sees one session, hence one slot, and may run twice when a reply is lost."""

from __future__ import annotations

from graphs.checkpoints.scripts import Script

CREATE = Script("""
-- KEYS: record. ARGV: ttl, secret's hash, (field, value). 0 when somebody else has the id
local owner = redis.call('HGET', KEYS[1], 'secret')
if owner then return owner == ARGV[2] and 1 or 0 end
redis.call('HSET', KEYS[1], 'secret', ARGV[2])
for i = 3, #ARGV, 2 do redis.call('HSET', KEYS[1], ARGV[i], ARGV[i + 1]) end
if ARGV[1] ~= '0' then redis.call('PEXPIRE', KEYS[1], ARGV[1]) end
return 1
""")

_CHANGE = """
-- `at`: where ARGV has turns to add, number of set fields, (field, value), removed fields. ARGV[2] names the change
local function change(at)
  local last = at + 1 + 2 * tonumber(ARGV[at + 1])
  for i = at + 2, last, 2 do redis.call('HSET', KEYS[1], ARGV[i], ARGV[i + 1]) end
  for i = last + 1, #ARGV do redis.call('HDEL', KEYS[1], ARGV[i]) end
  if ARGV[at] ~= '0' and redis.call('HGET', KEYS[1], 'counted') ~= ARGV[2] then
    redis.call('HINCRBY', KEYS[1], 'turns', ARGV[at])
    redis.call('HSET', KEYS[1], 'counted', ARGV[2])
  end
end
local function keep()
  if ARGV[1] == '0' then return end
  for _, key in ipairs(KEYS) do redis.call('PEXPIRE', key, ARGV[1]) end
end
"""

UPDATE = Script(
    _CHANGE
    + """
-- KEYS: record, then all others of the session. ARGV: ttl, call id, the change. The record
if redis.call('EXISTS', KEYS[1]) == 0 then return false end
change(3)
keep()
return redis.call('HGETALL', KEYS[1])
"""
)

APPEND = Script(
    _CHANGE
    + """
-- KEYS: record, journal, then all others of the session. ARGV: ttl, call id, length of the journal, number of events,
-- their entry, a change or nothing. {the first event's seq, the record when it was changed}
local record, journal = KEYS[1], KEYS[2]
if redis.call('EXISTS', record) == 0 then return false end
local known = redis.call('HMGET', record, 'seq', 'appended', 'appended_at')
local first = tonumber(known[3])
if known[2] ~= ARGV[2] then
  first = tonumber(known[1] or '0') + 1
  local last = first + ARGV[4] - 1
  if last >= first then
    local oldest = string.format('%d-0', math.max(last - ARGV[3] + 1, 0))
    redis.call('XADD', journal, 'MINID', oldest, string.format('%d-0', last), 'z', ARGV[5])
  end
  redis.call('HSET', record, 'seq', string.format('%d', last), 'appended', ARGV[2], 'appended_at', first)
end
if ARGV[6] then change(6) end
keep()
return {first, ARGV[6] and redis.call('HGETALL', record) or {}}
"""
)

_NOW = """
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
"""

ACQUIRE = Script(
    _NOW
    + """
-- KEYS: lease, record. ARGV: ttl, holder, milliseconds, '1' to take it by force.
-- {1, token, the one before}; {0, milliseconds until it runs out}; nil without a session. Tokens outlive the key: they
-- follow the clock
if redis.call('EXISTS', KEYS[2]) == 0 then return false end
local lease = redis.call('HMGET', KEYS[1], 'holder', 'until', 'token')
local left = tonumber(lease[2] or '0') - now
if lease[1] and lease[1] ~= ARGV[2] and left > 0 and ARGV[4] ~= '1' then return {0, left} end
local token = string.format('%.0f', math.max(tonumber(lease[3] or '0') + 1, time[1] * 1000000 + time[2]))
redis.call('HSET', KEYS[1], 'holder', ARGV[2], 'token', token, 'until', string.format('%.0f', now + ARGV[3]))
if ARGV[1] ~= '0' then redis.call('PEXPIRE', KEYS[1], ARGV[1]) end
return {1, token, lease[3] or '0'}
"""
)

RENEW = Script(
    _NOW
    + """
-- KEYS: lease. ARGV: token, milliseconds. 0 when another token was given since
if redis.call('HGET', KEYS[1], 'token') ~= ARGV[1] then return 0 end
redis.call('HSET', KEYS[1], 'until', string.format('%.0f', now + ARGV[2]))
return 1
"""
)

RELEASE = Script("""
-- KEYS: lease. ARGV: token. The token stays: the next one is greater
if redis.call('HGET', KEYS[1], 'token') ~= ARGV[1] then return 0 end
return redis.call('HDEL', KEYS[1], 'holder', 'until')
""")

BEGIN_EFFECT = Script("""
-- KEYS: lease, effects. ARGV: token, ttl, the effect's key.
-- nil when it was not known and is begun now; else its result, '' when it was begun and the end of it is not known
if redis.call('HGET', KEYS[1], 'token') ~= ARGV[1] then return redis.error_reply('STALEWRITER') end
local known = redis.call('HGET', KEYS[2], ARGV[3])
if known then return known end
redis.call('HSET', KEYS[2], ARGV[3], '')
if ARGV[2] ~= '0' then redis.call('PEXPIRE', KEYS[2], ARGV[2]) end
return false
""")

END_EFFECT = Script("""
-- KEYS: effects. ARGV: the effect's key, its result, '' when it certainly did not happen
if redis.call('HEXISTS', KEYS[1], ARGV[1]) == 0 then return 0 end -- the session was deleted meanwhile
if ARGV[2] == '' then return redis.call('HDEL', KEYS[1], ARGV[1]) end
return redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])
""")
