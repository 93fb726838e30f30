-- Tells an empty Redis what callers have used today, once.
-- KEYS: epoch, the changed fields, what is counted by a day, then a state each caller.
-- ARGV: new epoch, how many keys come before the callers', day, then used each caller.
only('string', KEYS[1])
local epoch = redis.call('GETRANGE', KEYS[1], 0, 16)
if #epoch == 16 and string.find(epoch, '^%x+$') then
  return 0
end
-- Where the epoch alone was lost, what was counted under it is in the store, but for a second: it
-- would be there twice, once by each epoch's name.
local counted = tonumber(ARGV[2])
redis.call('DEL', unpack(KEYS, 2, counted))
for i = counted + 1, #KEYS do
  only('hash', KEYS[i])
  redis.call('HSET', KEYS[i], 'day', ARGV[3], 'used', ARGV[i - counted + 3])
  redis.call('EXPIRE', KEYS[i], 172800)
end
redis.call('SET', KEYS[1], ARGV[1])
return 1
