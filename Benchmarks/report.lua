-- wrk's findings as one line of JSON; latencies in milliseconds. An argument is the method of the requests.
function init(arguments)
    wrk.method = arguments[1] or "GET"
end

function done(summary, latency)
    local errors = summary.errors
    local bad = errors.connect + errors.read + errors.write + errors.timeout + errors.status
    local line = '{"requests":%d,"rate":%.1f,"p50":%.4f,"p90":%.4f,"p99":%.4f,"max":%.4f,"bad":%d}\n'
    io.write(string.format(line, summary.requests, summary.requests / summary.duration * 1e6,
        latency:percentile(50) / 1e3, latency:percentile(90) / 1e3, latency:percentile(99) / 1e3, latency.max / 1e3, bad))
end
