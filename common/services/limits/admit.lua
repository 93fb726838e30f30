-- Admits or rejects requests of callers with one hash tag, one after the other, and counts the usage
-- of each that is admitted.
-- KEYS: epoch, unflushed fields, usage of the day, then the caller of each request.
-- ARGV: time in µs ('' uses this server's clock), deadline in µs by this server's clock ('' is
--       none), window in µs, day of the usage; then for each request: advance in µs, cost, quota,
--       usage field, what the caller's machine has counted and this server lacks.
-- Returns: 0, or for all requests 3 not seeded yet, 4 late; time in µs; then for each request
--       0 admitted, 1 burst, 2 quota; used; µs ahead. An error takes the place of the 0, 1 or 2.
local time = redis.call('TIME')
local server_now = time[1] * 1000000 + time[2]
-- The callers have given up and were counted elsewhere: counting here too would count them twice.
if server_now > (tonumber(ARGV[2]) or server_now) then
  return {4, server_now}
end

discard_other_types('string', KEYS[1])
discard_other_types('set', KEYS[2])
if discard_other_types('hash', KEYS[3]) then
  -- The store keeps the greatest count of an epoch: counts that restart from 0 need a new epoch.
  redis.call('DEL', KEYS[1])
end
if redis.call('EXISTS', KEYS[1]) == 0 then
  return {3, server_now}
end

local now = tonumber(ARGV[1]) or server_now
local window, usage_day = tonumber(ARGV[3]), ARGV[4]
local today = math.floor(now / 86400000000)

local function admit(caller, advance, cost, quota, field, unmerged)
  discard_other_types('hash', caller)
  -- GCRA, ITU-T I.371, Annex A: the theoretical arrival time (TAT) must not run further ahead of
  -- the clock than the window.
  local state = redis.call('HMGET', caller, 'tat_us', 'day', 'used')
  local tat = tonumber(state[1] or 0)
  if tat < now or tat > now + window then
    tat = now  -- it has passed, or was recorded before the clock was set back
  end
  tat = tat + advance
  local is_new_day = tonumber(state[2] or -1) ~= today
  local used = is_new_day and 0 or tonumber(state[3])
  if tat - now > window then
    return {1, used + unmerged, tat - now}
  end
  if cost > 0 and used + unmerged + cost > quota then
    return {2, used + unmerged, tat - now}
  end

  -- As text: Lua would write a number of 16 digits with an exponent.
  redis.call('HSET', caller, 'tat_us', string.format('%.0f', tat), 'day', today, 'used', used + cost)
  if is_new_day then
    redis.call('HDEL', caller, 'elsewhere')  -- what machines counted by themselves yesterday
    redis.call('EXPIRE', caller, 172800)
  end
  if cost > 0 then
    if redis.call('HINCRBY', KEYS[3], field, cost) == cost then
      redis.call('EXPIRE', KEYS[3], 345600)
    end
    redis.call('SADD', KEYS[2], usage_day .. '|' .. field)
  end
  return {0, used + unmerged + cost, tat - now}
end

local results = {0, now}
for number = 4, #KEYS do
  local at = 5 + (number - 4) * 5
  -- A key of one caller that can't be read must not fail the requests of others.
  local succeeded, result = pcall(
    admit, KEYS[number], tonumber(ARGV[at]), tonumber(ARGV[at + 1]), tonumber(ARGV[at + 2]),
    ARGV[at + 3], tonumber(ARGV[at + 4]))
  if not succeeded then
    result = {{err = type(result) == 'table' and result.err or tostring(result)}, 0, 0}
  end
  for _, value in ipairs(result) do
    results[#results + 1] = value
  end
end
return results
