extension HTTPDate {
    /// Reads all three forms that a recipient must accept (RFC 9110 section 5.6.7): IMF-fixdate, the form of RFC 850 with a
    /// year of two digits, and asctime's. `nil` for anything else; then the field is to be ignored.
    ///
    /// - Parameter now: what a year of two digits is near to: it is never taken for more than 50 years ahead.
    public init?(_ text: some StringProtocol, now: HTTPDate? = nil) {
        let words = Substring(text).split(separator: " " as Character).map { String($0) }
        switch words.count {
        case 6 where words[0].utf8.count == 4 && words[5] == "GMT":
            self.init(weekday: words[0].dropLast(), day: words[1], month: words[2], year: words[3], time: words[4])
            guard words[0].hasSuffix(","), words[1].utf8.count == 2 else { return nil }
        case 4 where words[3] == "GMT" && words[0].hasSuffix(","):
            let date = words[1].split(separator: "-" as Character, omittingEmptySubsequences: false).map { String($0) }
            guard date.count == 3, date[0].utf8.count == 2, let short = Self.number(date[2], digits: 2) else { return nil }
            let year = Self.fullYear(short, near: now)
            self.init(weekday: words[0].prefix(3), day: date[0], month: date[1], year: String(year), time: words[2])
        case 5:
            self.init(weekday: words[0][...], day: words[2], month: words[1], year: words[4], time: words[3])
        default: return nil
        }
    }

    private init?(weekday: Substring, day: String, month: String, year: String, time: String) {
        let clock = time.split(separator: ":", omittingEmptySubsequences: false).map { Self.number(String($0), digits: 2) }
        guard Self.days.contains(String(weekday)), let month = Self.months.firstIndex(of: month),
            let day = Self.number(day, digits: 2) ?? Self.number(day, digits: 1), let year = Self.number(year, digits: 4),
            clock.count == 3, let hour = clock[0], let minute = clock[1], let second = clock[2],
            hour < 24, minute < 60, second <= 60
        else { return nil }
        let date = CivilDate(year: year, month: month + 1, day: day)
        guard CivilDate(daysSince1970: date.daysSince1970) == date else { return nil }
        self.init(secondsSince1970: date.daysSince1970 * 86_400 + hour * 3600 + minute * 60 + min(second, 59))
    }

    private static func number(_ text: String, digits: Int) -> Int? {
        text.utf8.count == digits && text.utf8.allSatisfy(\.isASCIIDigit) ? Int(text) : nil
    }

    private static func fullYear(_ short: Int, near now: HTTPDate?) -> Int {
        let current = CivilDate(daysSince1970: (now?.secondsSince1970 ?? 1_767_225_600) / 86_400).year
        let year = current / 100 * 100 + short
        return year > current + 50 ? year - 100 : year
    }
}
