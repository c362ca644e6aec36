#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Names one task for ever, through all its attempts: a handler may use it as the idempotency key of what it calls.
///
/// A UUID of version 7 (RFC 9562, section 5.7): its text sorts by the time at which it was made.
public struct TaskID: Sendable, Hashable, Codable, CustomStringConvertible {
    public let description: String

    /// Reads an id.
    ///
    /// - Parameter text: as ``description`` gave it.
    public init(_ text: String) { description = text }

    /// - Parameter now: milliseconds since 1970, with their fraction: 12 bits of it keep the order within a millisecond
    ///   (RFC 9562, section 6.2, method 3).
    init(at now: Double) {
        let milliseconds = UInt64(max(now, 0))
        let fraction = UInt64((max(now, 0) - Double(milliseconds)) * 4096) & 0xfff
        let high = milliseconds << 16 | 0x7000 | fraction
        let low = UInt64.random(in: 0...UInt64.max) & 0x3fff_ffff_ffff_ffff | 0x8000_0000_0000_0000
        let digits = Self.digits(high) + Self.digits(low)
        var text = ""
        for (index, digit) in digits.enumerated() {
            if [8, 12, 16, 20].contains(index) { text.append("-") }
            text.append(digit)
        }
        description = text
    }

    private static func digits(_ word: UInt64) -> String {
        let text = String(word, radix: 16)
        return String(repeating: "0", count: 16 - text.count) + text
    }
}

extension TaskID: ValueConvertible {
    /// The id as text.
    public var databaseValue: Value { .text(description) }

    public init?(databaseValue: Value) {
        guard case .text(let text) = databaseValue else { return nil }
        self.init(text)
    }
}
