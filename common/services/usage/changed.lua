-- Returns some of the counts that the store does not have: day|field, used, returned, and so on.
-- KEYS: changed fields. ARGV: prefixes of the usage and the returned usage of a day, how many.
-- The days' keys bear the tag of KEYS[1], so that they live where it does.
local found = {}
for _, name in ipairs(redis.call('SRANDMEMBER', KEYS[1], ARGV[3])) do
  local day, field = string.match(name, '^(%d+)|(.*)$')
  found[#found + 1] = name
  found[#found + 1] = redis.call('HGET', ARGV[1] .. day, field) or '0'
  found[#found + 1] = redis.call('HGET', ARGV[2] .. day, field) or '0'
end
return found
