import Glibc

/// A moment as AWS writes it, in UTC: `20130524T000000Z`.
struct AmzTime: Sendable, Hashable {
    /// `20130524T000000Z`
    let dateTime: String

    /// `20130524`
    var date: String { String(dateTime.prefix(8)) }

    init(dateTime: String) { self.dateTime = dateTime }

    /// Seconds since 1970.
    init(seconds: Int) {
        var (time, parts) = (time_t(seconds), tm())
        gmtime_r(&time, &parts)
        func two(_ value: Int32) -> String { value < 10 ? "0\(value)" : "\(value)" }
        dateTime =
            "\(1900 + parts.tm_year)\(two(parts.tm_mon + 1))\(two(parts.tm_mday))"
            + "T\(two(parts.tm_hour))\(two(parts.tm_min))\(two(parts.tm_sec))Z"
    }
}
