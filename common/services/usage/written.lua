-- Notes that the store has some counts, except for those that have grown meanwhile.
-- KEYS: changed fields. ARGV: prefixes of the usage and the returned usage of a day, then
-- day|field, used, returned of each. The days' keys bear the tag of KEYS[1].
for i = 3, #ARGV, 3 do
  local day, field = string.match(ARGV[i], '^(%d+)|(.*)$')
  local used = redis.call('HGET', ARGV[1] .. day, field) or '0'
  local returned = redis.call('HGET', ARGV[2] .. day, field) or '0'
  if used == ARGV[i + 1] and returned == ARGV[i + 2] then
    redis.call('SREM', KEYS[1], ARGV[i])
  end
end
