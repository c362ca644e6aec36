/// A moment as microseconds since 1970-01-01 UTC, and its text. The calendar is the proleptic Gregorian one of ISO 8601.
package struct Timestamp: Hashable {
    package var microseconds: Int64

    package init(microseconds: Int64) {
        self.microseconds = microseconds
    }
}

// MARK: Text from a moment

extension Timestamp {
    /// `YYYY-MM-DD HH:MM:SS.ffffff`.
    package var text: String {
        let (days, rest) = Self.divide(microseconds, by: 86_400_000_000)
        let (year, month, day) = Self.date(ofDay: days)
        let seconds = rest / 1_000_000
        return String(unsafeUninitializedCapacity: 26) { buffer in
            var count = 0
            func put(_ number: Int64, digits: Int, then sign: UInt8?) {
                var number = number
                for place in stride(from: count + digits - 1, through: count, by: -1) {
                    buffer[place] = UInt8(ascii: "0") + UInt8(number % 10)
                    number /= 10
                }
                count += digits
                guard let sign else { return }
                buffer[count] = sign
                count += 1
            }
            put(year, digits: 4, then: UInt8(ascii: "-"))
            put(month, digits: 2, then: UInt8(ascii: "-"))
            put(day, digits: 2, then: UInt8(ascii: " "))
            put(seconds / 3600, digits: 2, then: UInt8(ascii: ":"))
            put(seconds / 60 % 60, digits: 2, then: UInt8(ascii: ":"))
            put(seconds % 60, digits: 2, then: UInt8(ascii: "."))
            put(rest % 1_000_000, digits: 6, then: nil)
            return count
        }
    }

    private static func divide(_ number: Int64, by divisor: Int64) -> (quotient: Int64, remainder: Int64) {
        let (quotient, remainder) = number.quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
    }

    /// Howard Hinnant's `civil_from_days`: eras of 400 years that begin on 1 March, so that the leap day comes last.
    static func date(ofDay day: Int64) -> (year: Int64, month: Int64, day: Int64) {
        let (era, dayOfEra) = divide(day + 719_468, by: 146_097)
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shifted = (5 * dayOfYear + 2) / 153
        let month = shifted < 10 ? shifted + 3 : shifted - 9
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * shifted + 2) / 5 + 1)
    }
}

// MARK: A moment from text

extension Timestamp {
    /// `YYYY-MM-DD`, then `T` or a blank and `HH:MM`, `HH:MM:SS` or `HH:MM:SS.f…`, then `Z` or `±HH:MM`. Without an offset it is UTC.
    package init?(_ text: String) {
        var text = text
        guard let moment = text.withUTF8({ Timestamp(utf8: $0) }) else { return nil }
        self = moment
    }

    /// The same from the bytes of a text.
    package init?(utf8 text: UnsafeBufferPointer<UInt8>) {
        var reader = Reader(bytes: text)
        guard let year = reader.number(4), reader.take("-"), let month = reader.number(2), reader.take("-"),
            let day = reader.number(2), (1...12).contains(month), (1...Self.days(in: month, of: year)).contains(day)
        else { return nil }
        microseconds = Self.day(year, month, day) * 86_400_000_000
        if reader.isAtEnd { return }
        guard reader.take("T") || reader.take(" "), let time = reader.time(), let offset = reader.offset(), reader.isAtEnd
        else { return nil }
        microseconds += time - offset
    }

    static func days(in month: Int64, of year: Int64) -> Int64 {
        let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
        return month == 2 ? (isLeap ? 29 : 28) : [4, 6, 9, 11].contains(month) ? 30 : 31
    }

    /// Howard Hinnant's `days_from_civil`.
    static func day(_ year: Int64, _ month: Int64, _ day: Int64) -> Int64 {
        let (era, yearOfEra) = divide(month <= 2 ? year - 1 : year, by: 400)
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }

    /// It does not outlive the bytes: both are a function's own.
    private struct Reader {
        let bytes: UnsafeBufferPointer<UInt8>
        private var place = 0

        init(bytes: UnsafeBufferPointer<UInt8>) { self.bytes = bytes }

        var isAtEnd: Bool { place == bytes.count }

        mutating func take(_ sign: Unicode.Scalar) -> Bool {
            guard place < bytes.count, bytes[place] == UInt8(ascii: sign) else { return false }
            place += 1
            return true
        }

        mutating func digit() -> Int64? {
            guard place < bytes.count, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(bytes[place]) else { return nil }
            defer { place += 1 }
            return Int64(bytes[place] - UInt8(ascii: "0"))
        }

        mutating func number(_ digits: Int) -> Int64? {
            var number: Int64 = 0
            for _ in 0..<digits {
                guard let digit = digit() else { return nil }
                number = number * 10 + digit
            }
            return number
        }

        /// Microseconds of the day; digits beyond the sixth are cut.
        mutating func time() -> Int64? {
            guard let hour = number(2), take(":"), let minute = number(2), hour < 24, minute < 60 else { return nil }
            var microseconds = (hour * 3600 + minute * 60) * 1_000_000
            guard take(":") else { return microseconds }
            guard let second = number(2), second < 60 else { return nil }
            microseconds += second * 1_000_000
            guard take(".") else { return microseconds }
            guard var digit = digit() else { return nil }
            var unit: Int64 = 100_000
            while true {
                microseconds += digit * unit
                unit /= 10
                guard let next = self.digit() else { return microseconds }
                digit = next
            }
        }

        mutating func offset() -> Int64? {
            if isAtEnd || take("Z") { return 0 }
            let sign: Int64 = take("+") ? 1 : take("-") ? -1 : 0
            guard sign != 0, let hours = number(2), hours < 24 else { return nil }
            _ = take(":")
            guard let minutes = isAtEnd ? 0 : number(2), minutes < 60 else { return nil }
            return sign * (hours * 3600 + minutes * 60) * 1_000_000
        }
    }
}
