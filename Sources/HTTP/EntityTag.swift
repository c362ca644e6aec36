/// An entity tag (RFC 9110 section 8.8.3): `"x"` strong, `W/"x"` weak.
public struct EntityTag: Sendable, Hashable, CustomStringConvertible {
    /// What stands between the quotes.
    public let opaque: String
    /// Whether equal tags mean equal use and not equal bytes (`W/"…"`).
    public let isWeak: Bool

    /// `nil` where `opaque` holds a quote, a space, a control or non-ASCII.
    public init?(opaque: String, isWeak: Bool = false) {
        guard opaque.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "\"") }) else { return nil }
        self.opaque = opaque
        self.isWeak = isWeak
    }

    /// Reads one tag as it stands in a field.
    public init?(_ text: some StringProtocol) {
        let isWeak = text.hasPrefix("W/")
        let quoted = text.dropFirst(isWeak ? 2 : 0)
        guard quoted.utf8.count >= 2, quoted.hasPrefix("\""), quoted.hasSuffix("\"") else { return nil }
        self.init(opaque: String(quoted.dropFirst().dropLast()), isWeak: isWeak)
    }

    public var description: String { (isWeak ? "W/\"" : "\"") + opaque + "\"" }

    /// Both strong and the same: for `If-Match`, `If-Range` and ranges.
    public func matchesStrongly(_ other: EntityTag) -> Bool { !isWeak && !other.isWeak && opaque == other.opaque }

    /// The same but for weakness: for `If-None-Match`.
    public func matchesWeakly(_ other: EntityTag) -> Bool { opaque == other.opaque }
}

/// The value of `If-Match` or `If-None-Match` (RFC 9110 sections 13.1.1, 13.1.2).
public enum EntityTagCondition: Sendable, Hashable {
    /// `*`: whatever there is.
    case any
    /// Any of these. Pieces that are no entity tags are left out.
    case tags([EntityTag])

    /// The condition of a field's value: `*`, or tags.
    public init(_ text: some StringProtocol) {
        if text.trimmingBlanks == "*" {
            self = .any
        } else {
            self = .tags(QuotedList.split(String(text), at: ",").compactMap { EntityTag($0) })
        }
    }

    /// Whether `If-Match` holds for what there is now (`nil`: nothing).
    public func matchesStrongly(_ current: EntityTag?) -> Bool {
        guard let current else { return false }
        if case .tags(let tags) = self { return tags.contains { $0.matchesStrongly(current) } }
        return true
    }

    /// Whether one of `If-None-Match` is what there is now; then the answer is 304 (GET, HEAD) or 412.
    public func matchesWeakly(_ current: EntityTag?) -> Bool {
        guard let current else { return false }
        if case .tags(let tags) = self { return tags.contains { $0.matchesWeakly(current) } }
        return true
    }
}
