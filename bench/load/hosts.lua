-- Asks one host after another: `-- PATTERN COUNT`, for example `-- app-%d.bench.test 100`.
-- The request texts are made once, so that a hundred hosts cost the load generator no more than one.
dofile("report.lua")

local requests, next_request = {}, 0

function init(args)
  for number = 0, tonumber(args[2]) - 1 do
    wrk.headers["Host"] = string.format(args[1], number)
    requests[number] = wrk.format()
  end
end

function request()
  local text = requests[next_request]
  next_request = (next_request + 1) % (#requests + 1)
  return text
end
