/// The commits that one file holds, first to last: never empty, never with commit 0.
public struct TXIDRange: Hashable, Sendable, CustomStringConvertible {
    /// The first.
    public let min: TXID
    /// The last; not before the first.
    public let max: TXID

    /// Nil when `min` is 0 or after `max`.
    public init?(_ min: TXID, _ max: TXID) {
        guard min > .zero, min <= max else { return nil }
        self.min = min
        self.max = max
    }

    /// A file that begins with commit 1 is a snapshot: it holds every page.
    public var isSnapshot: Bool { min.value == 1 }

    /// Whether this range begins with the commit after `other`'s last.
    public func follows(_ other: TXIDRange) -> Bool { other.max.next == min }

    public var description: String { "\(min)-\(max)" }
}
