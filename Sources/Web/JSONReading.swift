import Database
import FoundationEssentials

/// From JSON to values. Dates are RFC 3339: a day, a time and an offset, each within its range. Foundation's own reading lets 12:99 be 13:39.
package enum JSONReading {
    /// The value in a body. Throws a `DecodingError` where it does not fit.
    package static func decode<Value: Decodable>(_ type: Value.Type, from bytes: [UInt8]) throws -> Value {
        let decoder = JSONDecoder()
        decoder.dateDecodingStrategy = .custom(date)
        return try decoder.decode(type, from: Data(bytes))
    }

    /// What is said of a date that is none.
    static let noMoment = "not a moment of RFC 3339"

    private static func date(from decoder: any Decoder) throws -> Date {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self).uppercased()
        guard hasTimeAndOffset(Array(text.utf8)), let moment = Timestamp(text) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: noMoment)
        }
        return Date(timeIntervalSince1970: Double(moment.microseconds) / 1_000_000)
    }

    /// A database takes a day alone, a time without seconds, and a moment without an offset as well.
    private static func hasTimeAndOffset(_ text: [UInt8]) -> Bool {
        guard text.count >= 20, text[10] == UInt8(ascii: "T"), text[16] == UInt8(ascii: ":") else { return false }
        let end = text.suffix(6)
        let signs: [UInt8?] = [UInt8(ascii: "+"), UInt8(ascii: "-")]
        return text.last == UInt8(ascii: "Z") || (signs.contains(end.first) && end[end.startIndex + 3] == UInt8(ascii: ":"))
    }
}
