import Database
import HTTP
import HTTPTypes

/// Where the time of an answer went, for a browser's developer tools (https://www.w3.org/TR/server-timing/). In development only: it
/// tells strangers more than they need to know.
enum ServerTiming {
    static func add(to response: inout Response, _ context: Context, total: Duration) {
        guard let times = context.database.times else { return }
        response.headers[.serverTiming] = value(times.total, total: total)
    }

    /// `db-read;dur=26.1;desc="2 reads", total;dur=27.4`: milliseconds, to the beginning of the answer.
    private static func value(_ database: DatabaseTimes.Total, total: Duration) -> String {
        var parts: [String] = []
        if database.reads > 0 { parts.append(part("db-read", database.reading, count(database.reads, "read"))) }
        if database.writes > 0 { parts.append(part("db-write", database.writing, count(database.writes, "write"))) }
        parts.append(part("total", total, nil))
        return parts.joined(separator: ", ")
    }

    private static func part(_ name: String, _ duration: Duration, _ description: String?) -> String {
        let tenths = Int(duration / .microseconds(100))
        return "\(name);dur=\(tenths / 10).\(tenths % 10)" + (description.map { ";desc=\"\($0)\"" } ?? "")
    }

    private static func count(_ count: Int, _ what: String) -> String { "\(count) \(what)\(count == 1 ? "" : "s")" }
}
