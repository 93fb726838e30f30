-- Admits or refuses one request, and counts its usage where it is admitted.
-- KEYS: epoch, caller, usage of the day, changed fields.
-- ARGV: time in microseconds ('' is this server's own), advance and window in microseconds,
--       cost, quota, field of the usage, day of the usage, deadline by this server's own time or ''.
-- Returns: 0 admitted, 1 burst, 2 quota, 3 not seeded yet, 4 late; used; microseconds ahead; now.
local time = redis.call('TIME')
local own = time[1] * 1000000 + time[2]
if own > (tonumber(ARGV[8]) or own) then
  return {4, 0, 0, own}
end
if redis.pcall('STRLEN', KEYS[1]) ~= 16 then  -- missing, or not ours
  return {3, 0, 0, own}
end
local now = tonumber(ARGV[1]) or own
local advance, window = tonumber(ARGV[2]), tonumber(ARGV[3])
local cost, quota = tonumber(ARGV[4]), tonumber(ARGV[5])
local today = math.floor(now / 86400000000)

local state = ask('HMGET', KEYS[2], 'tat_us', 'day', 'used')
local tat = whole(state[1]) or 0
if tat < now or tat > now + window then
  tat = now  -- it is long past, or was noted before the clock was set back
end
tat = tat + advance
local new_day = whole(state[2]) ~= today
local used = new_day and 0 or whole(state[3]) or 0
if tat - now > window then
  return {1, used, tat - now, now}
end
if cost > 0 and used + cost > quota then
  return {2, used, tat - now, now}
end

local counted, lost = false, false
if cost > 0 then
  counted, lost = ask('HGET', KEYS[3], ARGV[6])
end
if lost or counted and not whole(counted) then
  -- From nothing, a count of this epoch would not be seen beside what the store has of it.
  redis.call('DEL', KEYS[1])
  return {3, 0, 0, own}
end

redis.call('HSET', KEYS[2], 'tat_us', string.format('%.0f', tat), 'day', today, 'used', used + cost)
if new_day then
  redis.call('EXPIRE', KEYS[2], 172800)
end
if cost > 0 then
  counted = (counted and whole(counted) or 0) + cost
  redis.call('HSET', KEYS[3], ARGV[6], string.format('%.0f', counted))
  if counted == cost then
    redis.call('EXPIRE', KEYS[3], 345600)
  end
  ask('SADD', KEYS[4], ARGV[7] .. '|' .. ARGV[6])
end
return {0, used + cost, tat - now, now}
