/// The number of a commit in a database's history. The first is 1; 0 is the state before any.
public struct TXID: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// From 1; 0 is before the first.
    public let value: UInt64

    /// The state before the first commit.
    public static let zero = TXID(0)

    /// The id of a number.
    public init(_ value: UInt64) { self.value = value }

    /// The commit after this one; nil after the last that 64 bits can name.
    public var next: TXID? { value == .max ? nil : TXID(value + 1) }

    public static func < (left: TXID, right: TXID) -> Bool { left.value < right.value }

    /// 16 lower-case hex digits, as in file names.
    public var description: String { hex16(value) }
}

/// `value` as 16 lower-case hex digits.
func hex16(_ value: UInt64) -> String {
    let digits = String(value, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
}
