-- Returns some of the counts that the store does not have: day|field, used, returned, and so on.
-- KEYS: changed fields, epoch. ARGV: prefixes of the usage and the returned usage of a day, how many, and
-- how many bytes a name has at most: longer ones are dropped.
-- The days' keys bear the tag of KEYS[1], so that they live where it does.
local function count(key, field)
  if only('hash', key) then
    redis.call('DEL', KEYS[2])  -- as where a request is admitted: counts begin anew
  end
  return string.format('%.0f', whole(redis.call('HGET', key, field)) or 0)
end

only('set', KEYS[1])
local found = {}
for _, name in ipairs(redis.call('SRANDMEMBER', KEYS[1], ARGV[3])) do
  local day, field = string.match(name, '^(%d+)|(.*)$')
  if #name > tonumber(ARGV[4]) then
    redis.call('SREM', KEYS[1], name)
  else
    found[#found + 1] = name
    found[#found + 1] = day and count(ARGV[1] .. day, field) or '0'
    found[#found + 1] = day and count(ARGV[2] .. day, field) or '0'
  end
end
return found
