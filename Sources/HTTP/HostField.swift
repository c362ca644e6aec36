/// The value of `Host` (RFC 9110 section 7.2): `uri-host [ ":" port ]`, without user information.
enum HostField {
    static func isValid(_ bytes: Span<UInt8>) -> Bool {
        guard !bytes.isEmpty, bytes.firstIndex(in: 0..<bytes.count, notOf: .host) == bytes.count else { return false }
        let isBracketed = bytes[0] == UInt8(ascii: "[")
        guard let hostEnd = isBracketed ? afterBracket(bytes) : bytes.firstIndex(of: .colon, from: 0) ?? bytes.count,
            hostEnd > 0
        else { return false }
        if hostEnd == bytes.count { return isBracketed || !hasBracket(bytes, in: 0..<hostEnd) }
        guard bytes[hostEnd] == .colon, isBracketed || !hasBracket(bytes, in: 0..<hostEnd) else { return false }
        let port = (hostEnd + 1)..<bytes.count
        return port.count <= 5 && port.allSatisfy { bytes[$0].isASCIIDigit }
    }

    /// Behind `[` hexadecimal digits, colons and dots `]`.
    private static func afterBracket(_ bytes: Span<UInt8>) -> Int? {
        guard let end = bytes.firstIndex(of: UInt8(ascii: "]"), from: 1), end > 2 else { return nil }
        let isAddress = (1..<end).allSatisfy {
            bytes[$0].hexValue != nil || bytes[$0] == .colon || bytes[$0] == UInt8(ascii: ".")
        }
        return isAddress ? end + 1 : nil
    }

    private static func hasBracket(_ bytes: Span<UInt8>, in range: Range<Int>) -> Bool {
        range.contains { bytes[$0] == UInt8(ascii: "[") || bytes[$0] == UInt8(ascii: "]") }
    }
}
