-- Admits or rejects one request, and counts its usage if it is admitted.
-- KEYS: epoch, caller, usage of the day, unflushed fields.
-- ARGV: time in µs ('' uses this server's clock), advance and window in µs, cost, quota,
--       usage field, day of the usage, deadline in µs by this server's clock ('' is none), what
--       the caller's machine has counted and this server lacks.
-- Returns: 0 admitted, 1 burst, 2 quota, 3 not seeded yet, 4 late; used; µs ahead; time in µs.
local time = redis.call('TIME')
local server_now = time[1] * 1000000 + time[2]
-- The caller has given up and was counted elsewhere: counting it here too would count it twice.
if server_now > (tonumber(ARGV[8]) or server_now) then
  return {4, 0, 0, server_now}
end

discard_other_types('string', KEYS[1])
discard_other_types('hash', KEYS[2])
discard_other_types('set', KEYS[4])
if discard_other_types('hash', KEYS[3]) then
  -- The store keeps the greatest count of an epoch: counts that restart from 0 need a new epoch.
  redis.call('DEL', KEYS[1])
end
if redis.call('EXISTS', KEYS[1]) == 0 then
  return {3, 0, 0, server_now}
end

local now = tonumber(ARGV[1]) or server_now
local advance, window = tonumber(ARGV[2]), tonumber(ARGV[3])
local cost, quota = tonumber(ARGV[4]), tonumber(ARGV[5])
local today = math.floor(now / 86400000000)

-- GCRA, ITU-T I.371, Annex A: the theoretical arrival time (TAT) must not run further ahead of
-- the clock than the window.
local state = redis.call('HMGET', KEYS[2], 'tat_us', 'day', 'used')
local tat = tonumber(state[1] or 0)
if tat < now or tat > now + window then
  tat = now  -- it has passed, or was recorded before the clock was set back
end
tat = tat + advance
local is_new_day = tonumber(state[2] or -1) ~= today
local used = is_new_day and 0 or tonumber(state[3])
local unmerged = tonumber(ARGV[9])
if tat - now > window then
  return {1, used + unmerged, tat - now, now}
end
if cost > 0 and used + unmerged + cost > quota then
  return {2, used + unmerged, tat - now, now}
end

-- As text: Lua would write a number of 16 digits with an exponent.
redis.call('HSET', KEYS[2], 'tat_us', string.format('%.0f', tat), 'day', today, 'used', used + cost)
if is_new_day then
  redis.call('HDEL', KEYS[2], 'elsewhere')  -- what machines counted by themselves yesterday
  redis.call('EXPIRE', KEYS[2], 172800)
end
if cost > 0 then
  if redis.call('HINCRBY', KEYS[3], ARGV[6], cost) == cost then
    redis.call('EXPIRE', KEYS[3], 345600)
  end
  redis.call('SADD', KEYS[4], ARGV[7] .. '|' .. ARGV[6])
end
return {0, used + unmerged + cost, tat - now, now}
