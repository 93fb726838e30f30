-- Precedes every script. Another program, another version of this one, or an operator may have
-- written a key of ours as another type: Redis would refuse every command on it until somebody
-- deletes it. Such a key counts as missing. The contents of our keys are trusted.

-- Deletes those of the given keys that hold another type than `kind`; returns true if there are any.
local function discard_other_types(kind, ...)
  local discarded = false
  for _, key in ipairs({...}) do
    local actual = redis.call('TYPE', key).ok
    if actual ~= kind and actual ~= 'none' then
      redis.call('DEL', key)
      discarded = true
    end
  end
  return discarded
end

