"""How long turns are remembered: the last ones whole, more of them by one checkpoint each, in one atomic script.

Turns are counted by the thread's own checkpoints (namespace ""), newest first; checkpoints without a turn are one turn
together. What stays:
- everything that was written since the oldest of the whole turns began, subgraphs included;
- of every turn that can be forked from, its last checkpoint, in the root and in subgraphs that keep one history
  (`checkpointer=True`: their namespace has no task id, thus no colon);
- the latest checkpoint of each such namespace;
- the ancestors that the delta channels of all these are rebuilt from.
The namespaces that other subgraphs open for every invocation go with their turn.
"""

from __future__ import annotations

from graphs.checkpoints.scripts import FENCED, READING, WHOLE, Script

PRUNE_TURNS = Script(
    WHOLE
    + FENCED
    + READING
    + """
-- ARGV: fence, turns kept whole, turns kept at all; the number of checkpoints removed
local whole, limit = tonumber(ARGV[2]), tonumber(ARGV[3])
local spaces, known, kept = {}, {}, {}
for _, member in ipairs(redis.call('ZRANGEBYLEX', index, '[c', '(d')) do
  local ns = string.match(member, '^c(%Z*)')
  spaces[ns] = spaces[ns] or {}
  table.insert(spaces[ns], string.sub(member, 2))
  known[string.sub(member, 2)] = ties(string.sub(member, 2)) or {'', ''}
end

local ranks, turns, since = {}, 0, nil
local root = spaces[''] or {}
for i = #root, 1, -1 do
  local turn = known[root[i]][1]
  if not ranks[turn] then turns = turns + 1; ranks[turn] = turns end
  if turns <= whole then since = string.sub(root[i], 2) end
end
if not since then return 0 end

local function keep(ns, name)
  local deltas, ancestor = {}, known[name]
  for i = 3, #ancestor do deltas[ancestor[i]] = true end
  kept[name] = true
  while next(deltas) do
    name = ns .. '\\0' .. ancestor[2]
    ancestor = known[name]
    if not ancestor then return end
    kept[name] = true
    local still = {}
    for i = 3, #ancestor do still[ancestor[i]] = deltas[ancestor[i]] end
    deltas = still
  end
end

for ns, names in pairs(spaces) do
  local recent = redis.call('ZLEXCOUNT', index, '[c' .. ns .. '\\0' .. since, '(c' .. ns .. '\\1')
  local lasting, seen = not string.find(ns, ':', 1, true), {}
  for i = #names, 1, -1 do
    local turn = known[names[i]][1]
    local last = lasting and not seen[turn] and (ranks[turn] or limit + 1) <= limit
    if i > #names - recent or last or (lasting and i == #names) then keep(ns, names[i]) end
    seen[turn] = true
  end
end

local removed = 0
for ns, names in pairs(spaces) do
  local needed, doomed = {}, {}
  for _, name in ipairs(names) do
    if kept[name] then
      for _, ref in ipairs(refs(name)) do needed[ref] = true end
    else
      doomed[#doomed + 1] = name
    end
  end
  for _, name in ipairs(doomed) do
    for _, ref in ipairs(refs(name)) do
      if not needed[ref] then redis.call('HDEL', state, 'v' .. ns .. '\\0' .. ref) end
    end
    for _, write in ipairs(writes(name)) do
      redis.call('HDEL', state, 'w' .. name .. '\\0' .. write)
      redis.call('ZREM', index, 'w' .. name .. '\\0' .. write)
    end
    redis.call('HDEL', state, 'c' .. name, 't' .. name, 'r' .. name)
    redis.call('ZREM', index, 'c' .. name)
  end
  removed = removed + #doomed
end
return removed
"""
)
