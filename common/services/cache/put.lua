-- Keeps one entry, and makes room for it: what expired goes first, then what was kept longest.
-- KEYS: entry, index by time of expiry, sizes. ARGV: value, name of the entry, seconds, most bytes.
-- Every entry is named in the index and bears its key's tag.
only('zset', KEYS[2])
only('hash', KEYS[3])
local most = tonumber(ARGV[4])
local prefix = string.sub(KEYS[1], 1, #KEYS[1] - #ARGV[2])
local total = whole(redis.call('HGET', KEYS[3], 'total'))
if not total or total > most then
  redis.call('HDEL', KEYS[3], 'total')
  total = 0
  for _, size in ipairs(redis.call('HVALS', KEYS[3])) do
    total = total + (whole(size) or 0)
  end
end
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]

local function drop(name)
  total = math.max(total - (whole(redis.call('HGET', KEYS[3], name)) or 0), 0)
  redis.call('DEL', prefix .. name)
  redis.call('HDEL', KEYS[3], name)
  redis.call('ZREM', KEYS[2], name)
end

for _, name in ipairs(redis.call('ZRANGEBYSCORE', KEYS[2], '-inf', string.format('%.0f', now), 'LIMIT', 0, 100)) do
  drop(name)
end
if redis.call('ZSCORE', KEYS[2], ARGV[2]) then
  drop(ARGV[2])
end
local size = #ARGV[1]
while total + size > most do
  local oldest = redis.call('ZRANGE', KEYS[2], 0, 0)[1]
  if not oldest then
    total = 0
    break
  end
  drop(oldest)
end
redis.call('SET', KEYS[1], ARGV[1], 'EX', ARGV[3])
redis.call('ZADD', KEYS[2], string.format('%.0f', now + ARGV[3] * 1000000), ARGV[2])
redis.call('HSET', KEYS[3], ARGV[2], size, 'total', total + size)
redis.call('EXPIRE', KEYS[2], ARGV[3])
redis.call('EXPIRE', KEYS[3], ARGV[3])
