-- Tells an empty Redis what callers have used today, once.
-- KEYS: epoch, then a state each caller. ARGV: new epoch, day, then used each caller.
if redis.call('EXISTS', KEYS[1]) == 1 then
  return 0
end
for i = 2, #KEYS do
  redis.call('HSET', KEYS[i], 'day', ARGV[2], 'used', ARGV[i + 1])
  redis.call('EXPIRE', KEYS[i], 172800)
end
redis.call('SET', KEYS[1], ARGV[1])
return 1
