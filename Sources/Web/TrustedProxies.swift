import HTTP
import HTTPTypes

/// Whose word on the client's address, scheme and host is believed: from anybody else these fields mean nothing.
///
/// Only one family of fields is read: a proxy sets the one that it knows and hands the other through as the client wrote it.
public struct TrustedProxies: Sendable, Hashable {
    /// Which fields the proxies set.
    public enum Fields: Sendable, Hashable {
        /// `X-Forwarded-For`, `-Proto`, `-Host`.
        case xForwarded
        /// `Forwarded` (RFC 7239).
        case forwarded
    }

    /// A list that could not be read.
    public struct Invalid: Error, CustomStringConvertible {
        /// The piece of the list.
        public let text: String
        /// What is wrong and what would be right.
        public var description: String { "\"\(text)\" is no address and no range like 10.0.0.0/8" }
    }

    /// Where trusted proxies are.
    public let ranges: [AddressRange]
    /// What they set.
    public let fields: Fields

    /// Trusts nobody.
    public init() {
        ranges = []
        fields = .xForwarded
    }

    /// Trusts the addresses and ranges of a list. Throws ``Invalid`` for a piece that is neither.
    public init(_ list: [String], fields: Fields = .xForwarded) throws(Invalid) {
        var ranges: [AddressRange] = []
        for text in list {
            guard let range = AddressRange(text) else { throw Invalid(text: text) }
            ranges.append(range)
        }
        self.ranges = ranges
        self.fields = fields
    }

    /// Whether `address` is a proxy of ours.
    public func trusts(_ address: String) -> Bool { ranges.contains { $0.contains(address) } }
}
