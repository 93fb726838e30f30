-- Takes back the cost of a request that was admitted.
-- KEYS: usage of the day, caller, returned usage of the day, changed fields, epoch.
-- ARGV: cost, day, field of the usage.
only('hash', KEYS[2], KEYS[3])
only('set', KEYS[4])
if only('hash', KEYS[1]) then
  redis.call('DEL', KEYS[5])  -- as where a request is admitted: counts begin anew
  return
end
if redis.call('HEXISTS', KEYS[1], ARGV[3]) == 0 then
  return  -- this Redis has been emptied since, and knows nothing of the request
end
if redis.call('HGET', KEYS[2], 'day') == ARGV[2] then
  local used = whole(redis.call('HGET', KEYS[2], 'used')) or 0
  redis.call('HSET', KEYS[2], 'used', math.max(used - ARGV[1], 0))
end
local returned = (whole(redis.call('HGET', KEYS[3], ARGV[3])) or 0) + ARGV[1]
redis.call('HSET', KEYS[3], ARGV[3], string.format('%.0f', returned))
redis.call('EXPIRE', KEYS[3], 345600)
redis.call('SADD', KEYS[4], ARGV[2] .. '|' .. ARGV[3])
