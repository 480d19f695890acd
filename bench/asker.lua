-- What wrk sends, and what it looks at in each answer: its status, and its length.
-- BODY names a file; HEADERS are lines; LENGTH is that of the answer as it was compared.
local file = assert(io.open(os.getenv("BODY"), "rb"))
wrk.method, wrk.body = "POST", file:read("*a")
file:close()
for name, value in os.getenv("HEADERS"):gmatch("([^\n:]+): ([^\n]+)") do
  wrk.headers[name] = value
end

wrong = 0
local length = tonumber(os.getenv("LENGTH"))
local threads = {}

function setup(thread)
  table.insert(threads, thread)
end

function response(status, _headers, body)
  if status ~= 200 or #body ~= length then
    wrong = wrong + 1
  end
end

function done(summary)
  local bad = summary.errors.connect + summary.errors.read + summary.errors.write + summary.errors.timeout
  for _, thread in ipairs(threads) do
    bad = bad + thread:get("wrong")
  end
  print(string.format("result %d %d %d", summary.requests, summary.duration, bad))
end
