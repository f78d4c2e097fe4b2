-- Posts a file as JSON: `-- HOST FILE`.
dofile("report.lua")

function init(args)
  local file = assert(io.open(args[2], "rb"))
  wrk.method = "POST"
  wrk.body = file:read("*a")
  file:close()
  wrk.headers["Host"] = args[1]
  wrk.headers["Content-Type"] = "application/json"
end
