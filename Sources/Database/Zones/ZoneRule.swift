/// What holds year after year, as the variable `TZ` says it (POSIX.1-2017, "Other Environment Variables"; RFC 9636, section 3.3.1):
///
///     CET-1CEST,M3.5.0,M10.5.0/3    names (or <+03>), offsets west of UTC, when summer time begins and ends
struct ZoneRule: Sendable, Hashable {
    /// Seconds east of UTC.
    private let standard: Int64
    private let summer: Summer?

    private struct Summer: Sendable, Hashable {
        let offset: Int64
        let start: Day
        let end: Day
    }

    /// Whether there is a summer time.
    var isChanging: Bool { summer != nil }

    /// - Returns: `nil` where the text is no rule.
    init?(_ text: String) {
        var reader = ZoneRuleReader(text)
        guard reader.skipName(), let west = reader.offset() else { return nil }
        standard = -west
        guard !reader.isAtEnd else {
            summer = nil
            return
        }
        guard reader.skipName() else { return nil }
        let summerWest = reader.isAtComma ? west - 3600 : reader.offset()
        guard let summerWest, reader.take(","), let start = reader.day(), reader.take(","), let end = reader.day(), reader.isAtEnd
        else { return nil }
        summer = Summer(offset: -summerWest, start: start, end: end)
    }

    /// When a year's changes come, in order.
    func transitions(of year: Int64) -> [ZoneTransition] {
        guard let summer else { return [] }
        let beginning = ZoneTransition(moment: summer.start.seconds(in: year) - standard, offset: summer.offset)
        let end = ZoneTransition(moment: summer.end.seconds(in: year) - summer.offset, offset: standard)
        return beginning.moment < end.moment ? [beginning, end] : [end, beginning]
    }

    /// A day of the year and a time of that day, by the clock on the wall.
    struct Day: Sendable, Hashable {
        enum Form: Sendable, Hashable {
            /// `Jn`: 1 to 365; 29 February is never counted.
            case julian(Int64)
            /// `n`: 0 to 365.
            case ordinal(Int64)
            /// `Mm.w.d`: the week's day, 0 is Sunday, in the month's week; 5 is the last.
            case weekday(month: Int64, week: Int64, day: Int64)
        }
        let form: Form
        /// Seconds from the day's beginning, -167 to 167 hours.
        var time: Int64 = 7200

        /// Since 1970, by the clock on the wall.
        func seconds(in year: Int64) -> Int64 { day(in: year) * 86_400 + time }

        private func day(in year: Int64) -> Int64 {
            let first = Timestamp.day(year, 1, 1)
            switch form {
            case .ordinal(let number): return first + number
            case .julian(let number):
                let isLeap = Timestamp.days(in: 2, of: year) == 29
                return first + number - 1 + (isLeap && number >= 60 ? 1 : 0)
            case .weekday(let month, let week, let day):
                let start = Timestamp.day(year, month, 1)
                // 1970-01-01 was a Thursday.
                let weekday = start + 4 - (start + 4).flooredQuotient(7) * 7
                var number = (day - weekday + 7) % 7 + (week - 1) * 7
                while number >= Timestamp.days(in: month, of: year) { number -= 7 }
                return start + number
            }
        }
    }
}

/// Walks through a rule's text.
struct ZoneRuleReader {
    private var rest: Substring.UTF8View

    init(_ text: String) { rest = text[...].utf8 }

    var isAtEnd: Bool { rest.isEmpty }
    var isAtComma: Bool { rest.first == UInt8(ascii: ",") }

    mutating func take(_ sign: Unicode.Scalar) -> Bool {
        guard rest.first == UInt8(ascii: sign) else { return false }
        rest = rest.dropFirst()
        return true
    }

    /// Letters, or anything between `<` and `>`.
    mutating func skipName() -> Bool {
        if take("<") {
            rest = rest.drop { $0 != UInt8(ascii: ">") }
            return take(">")
        }
        let name = rest.prefix { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0 | 0x20) }
        rest = rest.dropFirst(name.count)
        return name.count >= 3
    }

    mutating func number(_ range: ClosedRange<Int64>) -> Int64? {
        let digits = rest.prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        rest = rest.dropFirst(digits.count)
        return String(digits).flatMap(Int64.init).flatMap { range.contains($0) ? $0 : nil }
    }

    /// `[+-]hh[:mm[:ss]]`, in seconds.
    mutating func offset() -> Int64? {
        let isNegative = take("-")
        if !isNegative { _ = take("+") }
        guard let hours = number(0...167) else { return nil }
        var seconds = hours * 3600
        for unit: Int64 in [60, 1] where take(":") {
            guard let part = number(0...59) else { return nil }
            seconds += part * unit
        }
        return isNegative ? -seconds : seconds
    }

    mutating func day() -> ZoneRule.Day? {
        guard let form = form() else { return nil }
        guard take("/") else { return ZoneRule.Day(form: form) }
        return offset().map { ZoneRule.Day(form: form, time: $0) }
    }

    private mutating func form() -> ZoneRule.Day.Form? {
        if take("J") { return number(1...365).map { .julian($0) } }
        guard take("M") else { return number(0...365).map { .ordinal($0) } }
        guard let month = number(1...12), take("."), let week = number(1...5), take("."), let day = number(0...6) else {
            return nil
        }
        return .weekday(month: month, week: week, day: day)
    }
}
