-- Errors, coroutines, metatables, closures, patterns, files, to-be-closed variables.
local function try(f, ...)
  local ok, e = pcall(f, ...)
  print(ok, type(e) == "table" and e.code or e)
end
try(error, { code = 42 })
try(function() local t = nil; return t.x end)
try(function() return 1 // 0 end)
try(string.rep)
print(select(2, xpcall(error, function(m) return "handled " .. m end, "it")))
local depth = 0
print(pcall(function() local function f() depth = depth + 1; return 1 + f() end; return f() end))
print(depth > 1000)

local function tree(n) return n > 0 and { tree(n - 1), n, tree(n - 1) } or nil end
local function walk(t)
  if t then walk(t[1]); coroutine.yield(t[2]); walk(t[3]) end
end
local list = {}
for v in coroutine.wrap(function() walk(tree(4)) end) do list[#list + 1] = v end
print(table.concat(list, " "))
local co = coroutine.create(function(a)
  local b = coroutine.yield(a + 1)
  error("in coroutine " .. b)
end)
print(coroutine.resume(co, 1))
print(coroutine.resume(co, 2))
print(coroutine.status(co), pcall(coroutine.wrap(function() pcall(coroutine.yield, 5) end)))

local Vector = setmetatable({}, { __call = function(class, ...) return setmetatable({ ... }, class) end })
Vector.__index = Vector
Vector.__eq = function(a, b) return #a == #b and a[1] == b[1] end
Vector.__lt = function(a, b) return a[1] < b[1] end
Vector.__tostring = function(v) return "<" .. table.concat(v, ",") .. ">" end
Vector.__concat = function(a, b) return tostring(a) .. tostring(b) end
print(Vector(1, 2) .. Vector(3), Vector(1) == Vector(1), Vector(1) < Vector(0))
do
  local closed <close> = setmetatable({}, { __close = function(_, e) print("closed", e) end })
  print("open")
end
for k, v in ("a=1, bc=22"):gmatch("(%w+)=(%w+)") do io.write(k, ":", v, " ") end
print(("x"):rep(3, "-"), ("%5.2f|%q|%x"):format(math.pi, "a\n\0b", 255), utf8.char(228, 8364), #"ä€")
print(7 // 2, -7 // 2, 7 % -3, 2 ^ 53 | 0, 1e15, 0x7fffffffffffffff + 1 == math.mininteger, 3 | 4.0)
goto past
print("never")
::past::

local name = "/data/lua.txt"
if arg[1] then name = arg[1] .. "/lua.txt" end
local f = assert(io.open(name, "w"))
for i = 1, 3 do f:write("line ", i, "\n") end
f:close()
for line in io.lines(name) do io.write(line, ";") end
print()
f = io.open(name)
print(f:seek("end"), f:seek("set", 5), f:read("n", "l", "a"))
f:close()
print(os.remove(name), (io.open(name)))
print(os.time({ year = 2024, month = 2, day = 29, hour = 12 }) - os.time({ year = 2024, month = 2, day = 28, hour = 12 }))
collectgarbage()
local weak = setmetatable({}, { __mode = "k" })
weak[{}] = 1
collectgarbage()
print(next(weak), collectgarbage("count") > 0)
local finalized = 0
for _ = 1, 50 do setmetatable({}, { __gc = function() finalized = finalized + 1 end }) end
collectgarbage()
print(finalized, load("return 6 * 7")(), load("syntax error here"))
error("the end")
