-- Notes an attempt, of which so many are allowed in any period.
-- KEYS: list of times, newest first. ARGV: time in microseconds ('' is this server's own), most,
-- period in microseconds. Returns 0, or the microseconds until an attempt is allowed.
local now = tonumber(ARGV[1])
if not now then
  local time = redis.call('TIME')
  now = time[1] * 1000000 + time[2]
end
local most, period = tonumber(ARGV[2]), tonumber(ARGV[3])
only('list', KEYS[1])
local oldest = whole(redis.call('LINDEX', KEYS[1], most - 1)) or 0
if oldest > now then
  redis.call('DEL', KEYS[1])  -- noted before the clock was set back
elseif oldest + period > now then
  return oldest + period - now
end
redis.call('LPUSH', KEYS[1], string.format('%.0f', now))
redis.call('LTRIM', KEYS[1], 0, most - 1)
redis.call('PEXPIRE', KEYS[1], math.ceil(period / 1000))
return 0
