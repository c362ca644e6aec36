// What a proxy of the transport says before a connection's first byte: the PROXY protocol, version 2 (haproxy.org,
// proxy-protocol.txt, section 2.2).
//
//   signature (12)  version and command (1)  family and protocol (1)  length (2)  addresses  *( type (1) length (2) value )
//
// 1. LOCAL, and families that have no address, leave the connection's own peer.
// 2. Of the values behind the addresses PP2_TYPE_SSL alone is read: whether the client spoke TLS to the proxy.

import Glibc

/// The header, understood.
package struct ProxyHeader: Equatable {
    /// What the bytes at a connection's begin are.
    enum Reading: Equatable {
        case incomplete
        /// Not this protocol, or broken.
        case invalid
        /// A header of so many bytes.
        case header(ProxyHeader, length: Int)
    }

    /// Longer ones carry what nobody here reads.
    static let maximumBytes = 4096
    /// What a proxy sends that speaks for itself (LOCAL), as for a health check.
    package static let local = signature + [0x20, 0, 0, 0]
    private static let signature: [UInt8] = [13, 10, 13, 10, 0, 13, 10, 0x51, 0x55, 0x49, 0x54, 10]
    private static let fixedBytes = 16

    /// The client's address as text; `nil` where the proxy speaks for itself.
    var address: String?
    var isSecure = false

    static func read(_ bytes: [UInt8]) -> Reading {
        guard bytes.starts(with: signature.prefix(bytes.count)) else { return .invalid }
        guard bytes.count >= fixedBytes else { return .incomplete }
        let rest = Int(bytes[14]) << 8 | Int(bytes[15])
        guard bytes[12] >> 4 == 2, bytes[12] & 15 <= 1, fixedBytes + rest <= maximumBytes else { return .invalid }
        guard bytes.count >= fixedBytes + rest else { return .incomplete }
        var header = ProxyHeader()
        if bytes[12] & 15 == 1 {
            guard header.take(family: bytes[13] >> 4, bytes[fixedBytes..<(fixedBytes + rest)]) else { return .invalid }
        }
        return .header(header, length: fixedBytes + rest)
    }

    /// Source and destination stand first, then their ports.
    private mutating func take(family: UInt8, _ bytes: ArraySlice<UInt8>) -> Bool {
        let size: Int
        switch family {
        case 1: size = 4
        case 2: size = 16
        case 3: size = 108
        default: return true
        }
        let ports = family == 3 ? 0 : 4
        guard bytes.count >= 2 * size + ports else { return false }
        if family != 3 { address = Self.text(family == 1 ? AF_INET : AF_INET6, bytes.prefix(size)) }
        return takeValues(bytes.dropFirst(2 * size + ports))
    }

    private mutating func takeValues(_ bytes: ArraySlice<UInt8>) -> Bool {
        var rest = bytes
        while !rest.isEmpty {
            guard rest.count >= 3 else { return false }
            let start = rest.startIndex
            let length = Int(rest[start + 1]) << 8 | Int(rest[start + 2])
            let value = rest.dropFirst(3).prefix(length)
            guard value.count == length else { return false }
            // PP2_TYPE_SSL; its first byte has PP2_CLIENT_SSL.
            if rest[start] == 0x20, let client = value.first { isSecure = client & 1 == 1 }
            rest = rest.dropFirst(3 + length)
        }
        return true
    }

    private static func text(_ family: Int32, _ bytes: ArraySlice<UInt8>) -> String? {
        var text = [CChar](repeating: 0, count: 64)
        let isText = bytes.withUnsafeBytes { inet_ntop(family, $0.baseAddress, &text, 64) != nil }
        return isText ? String(decoding: text.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self) : nil
    }
}
