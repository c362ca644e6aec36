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
        public var description: String { "\"\(text)\" is no address, no range like 10.0.0.0/8, and not the word unix" }
    }

    /// Where trusted proxies are.
    public let ranges: [AddressRange]
    /// Whether who connects over a Unix socket is one: it has no address, and the socket's permissions say who may.
    public let includesUnixSockets: Bool
    /// What they set.
    public let fields: Fields

    /// Trusts nobody.
    public init() {
        ranges = []
        includesUnixSockets = false
        fields = .xForwarded
    }

    /// Trusts the addresses and ranges of a list, where `unix` stands for Unix sockets. Throws ``Invalid`` for any other piece.
    public init(_ list: [String], fields: Fields = .xForwarded) throws(Invalid) {
        var ranges: [AddressRange] = []
        for text in list where text != Self.unix {
            guard let range = AddressRange(text) else { throw Invalid(text: text) }
            ranges.append(range)
        }
        self.ranges = ranges
        includesUnixSockets = list.contains(Self.unix)
        self.fields = fields
    }

    /// Whether the peer at `address` is a proxy of ours; a Unix socket's address is its path.
    public func trusts(_ address: String) -> Bool {
        address.hasPrefix("/") ? includesUnixSockets : ranges.contains { $0.contains(address) }
    }

    /// Whether nobody is trusted.
    var areNone: Bool { ranges.isEmpty && !includesUnixSockets }

    private static let unix = "unix"
}
