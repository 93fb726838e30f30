-- What every script begins with. Others may write under our names too: a program that shares this
-- Redis, another version of ours, an operator's mistake. What can't be ours counts as missing and is
-- written anew, so that it fails no request but its own, and that not for ever.

-- Deletes those of the keys that hold another type than *kind*, and says whether there were any.
local function only(kind, ...)
  local any = false
  for _, name in ipairs({...}) do
    local found = redis.call('TYPE', name).ok
    if found ~= kind and found ~= 'none' then
      redis.call('DEL', name)
      any = true
    end
  end
  return any
end

-- Returns what a command does with a key, and whether one of another type was deleted for it.
-- It costs a command that every request needs nothing, as asking for the type before would.
local function ask(command, name, ...)
  local found = redis.pcall(command, name, ...)
  if type(found) ~= 'table' or not found.err then
    return found, false
  end
  local is_another = string.find(found.err, 'WRONGTYPE') ~= nil
  if is_another then
    redis.call('DEL', name)
  end
  return redis.call(command, name, ...), is_another
end

-- Returns the number that *text* tells where it is a whole one below 10^16, else nil.
local function whole(text)
  return text and #text <= 16 and string.find(text, '^%d+$') and tonumber(text) or nil
end

