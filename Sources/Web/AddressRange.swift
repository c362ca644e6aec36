import Glibc

/// An IP address or a range of them in CIDR notation: `10.0.0.0/8`, `2001:db8::/32`, `127.0.0.1`.
public struct AddressRange: Sendable, Hashable {
    private let network: [UInt8]
    private let bits: Int

    /// `nil` where it is no address, or the prefix is longer than one.
    public init?(_ text: String) {
        let halves = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        guard let first = halves.first, let bytes = Self.bytes(String(first)) else { return nil }
        var bits = bytes.count * 8
        if halves.count == 2 {
            guard halves[1].utf8.allSatisfy({ (0x30...0x39).contains($0) }), let given = Int(halves[1]), given <= bits else {
                return nil
            }
            bits = given
        }
        network = bytes
        self.bits = bits
    }

    /// Whether the address lies in the range. An IPv4 address that is written as IPv6 (`::ffff:10.0.0.1`) counts as IPv4.
    public func contains(_ address: String) -> Bool {
        guard let bytes = Self.bytes(address), bytes.count == network.count else { return false }
        let whole = bits / 8
        guard bytes.prefix(whole) == network.prefix(whole) else { return false }
        let rest = bits % 8
        return rest == 0 || (bytes[whole] ^ network[whole]) >> UInt8(8 - rest) == 0
    }

    /// Whether the text is an IPv4 or IPv6 address.
    static func isAddress(_ text: String) -> Bool { bytes(text) != nil }

    private static func bytes(_ text: String) -> [UInt8]? {
        var four = in_addr()
        if inet_pton(AF_INET, text, &four) == 1 { return withUnsafeBytes(of: &four) { Array($0) } }
        var six = in6_addr()
        guard inet_pton(AF_INET6, text, &six) == 1 else { return nil }
        let bytes = withUnsafeBytes(of: &six) { Array($0) }
        let isMapped = bytes.prefix(10).allSatisfy { $0 == 0 } && bytes[10] == 0xFF && bytes[11] == 0xFF
        return isMapped ? Array(bytes[12...]) : bytes
    }
}
