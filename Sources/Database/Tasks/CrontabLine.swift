/// When something happens again and again: the five fields of a line of POSIX `crontab`.
///
///     minute 0–59 | hour 0–23 | day of the month 1–31 | month 1–12 or jan… | day of the week 0–7 (0 and 7: Sunday) or sun…
///
/// 1. A field is `*`, a number, a range `a-b`, one of them with a step (`*/15`, `8-18/2`), or several of these with commas.
/// 2. Where both days are restricted (neither field begins with `*`) one of them is enough; else both must fit
///    (POSIX.1-2017, `crontab`, "Input files").
/// 3. Steps and names are not in POSIX; they are read as Vixie's cron reads them.
public struct CrontabLine: Sendable, Hashable, CustomStringConvertible {
    public let description: String
    /// Ascending.
    private let minutes: [Int64]
    /// Ascending.
    private let hours: [Int64]
    private let days: Set<Int>
    private let months: Set<Int>
    private let weekdays: Set<Int>
    private let eitherDay: Bool
    /// Whether its hour field begins with `*`.
    let isOfEveryHour: Bool

    /// Reads a line.
    ///
    /// - Throws: ``DatabaseError/Kind/misuse`` with what is wrong, and what may stand there.
    public init(_ text: String) throws(DatabaseError) {
        let fields = text.split(whereSeparator: { $0 == " " || $0 == "\t" })
        guard fields.count == 5 else {
            throw DatabaseError(
                .misuse, "“\(text)” has \(fields.count) fields: minute, hour, day, month and day of the week are five")
        }
        minutes = try CrontabField.minute.read(fields[0]).sorted().map(Int64.init)
        hours = try CrontabField.hour.read(fields[1]).sorted().map(Int64.init)
        days = try CrontabField.day.read(fields[2])
        months = try CrontabField.month.read(fields[3])
        weekdays = Set(try CrontabField.weekday.read(fields[4]).map { $0 % 7 })
        isOfEveryHour = fields[1].hasPrefix("*")
        eitherDay = !fields[2].hasPrefix("*") && !fields[4].hasPrefix("*")
        description = fields.joined(separator: " ")
        guard next(after: 0) != nil else { throw DatabaseError(.misuse, "“\(text)” never comes: no such month has that day") }
    }

    /// The next time after a moment, both in seconds since 1970, in UTC or by whatever clock.
    /// - Returns: `nil` where there is none: only `init` sees that.
    func next(after moment: Int64) -> Int64? {
        let first = moment.flooredQuotient(60) + 1
        // Every combination of weekday, month and leap day comes round within 40 years (2096 to 2104 has none of eight years).
        for day in first.flooredQuotient(1440)...(first.flooredQuotient(1440) + 40 * 366) where fits(day: day) {
            let start = max(first - day * 1440, 0)
            for hour in hours where hour * 60 + 59 >= start {
                guard let minute = minutes.first(where: { hour * 60 + $0 >= start }) else { continue }
                return (day * 1440 + hour * 60 + minute) * 60
            }
        }
        return nil
    }

    /// - Parameter day: days since 1970-01-01, a Thursday.
    private func fits(day: Int64) -> Bool {
        let date = Timestamp.date(ofDay: day)
        guard months.contains(Int(date.month)) else { return false }
        let isDay = days.contains(Int(date.day))
        let isWeekday = weekdays.contains(Int(day + 4 - (day + 4).flooredQuotient(7) * 7))
        return eitherDay ? isDay || isWeekday : isDay && isWeekday
    }
}
