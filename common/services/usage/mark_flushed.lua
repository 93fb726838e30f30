-- Notes that the store has some counts, except for those that have grown meanwhile.
-- KEYS: changed fields. ARGV: prefixes of the usage and the returned usage of a day, then
-- day|field, used, returned of each. The days' keys bear the tag of KEYS[1].
local function count(key, field)
  return whole(redis.call('HGET', key, field)) or 0
end

for i = 3, #ARGV, 3 do
  local day, field = string.match(ARGV[i], '^(%d+)|(.*)$')
  local used, returned = count(ARGV[1] .. day, field), count(ARGV[2] .. day, field)
  if used == tonumber(ARGV[i + 1]) and returned == tonumber(ARGV[i + 2]) then
    redis.call('SREM', KEYS[1], ARGV[i])
  end
end
