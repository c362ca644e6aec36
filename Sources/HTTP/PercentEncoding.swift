/// Percent-encoding (RFC 3986 section 2.1). Decoded once and never again: `%2541` is `%41`.
public enum PercentEncoding {
    /// The text behind `text`; `nil` where an escape is broken, the bytes are not UTF-8, or one is NUL.
    public static func decode(_ text: some StringProtocol) -> String? {
        decode(utf8: text.utf8, plusIsSpace: false)
    }

    /// The same for the bytes of a form or a query, where `+` is a space.
    public static func decodeForm(_ text: some StringProtocol) -> String? {
        decode(utf8: text.utf8, plusIsSpace: true)
    }

    /// `text` with every byte but the unreserved ones (letters, digits, `-._~`) escaped: safe as a path segment and in a query.
    public static func encode(_ text: some StringProtocol) -> String {
        encode(text, keeping: [])
    }

    /// The same for a whole path: `/` stays.
    public static func encodePath(_ path: some StringProtocol) -> String {
        encode(path, keeping: [UInt8(ascii: "/")])
    }

    private static func encode(_ text: some StringProtocol, keeping kept: [UInt8]) -> String {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.utf8.count)
        for byte in text.utf8 {
            if ByteClass.of(byte).contains(.unreserved) || kept.contains(byte) {
                bytes.append(byte)
            } else {
                bytes.append(UInt8(ascii: "%"))
                bytes.append(hexDigits[Int(byte >> 4)])
                bytes.append(hexDigits[Int(byte & 15)])
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    static func decode(utf8 bytes: some Collection<UInt8>, plusIsSpace: Bool) -> String? {
        var decoded: [UInt8] = []
        decoded.reserveCapacity(bytes.count)
        var iterator = bytes.makeIterator()
        while var byte = iterator.next() {
            if byte == UInt8(ascii: "%") {
                guard let high = iterator.next()?.hexValue, let low = iterator.next()?.hexValue else { return nil }
                byte = high << 4 | low
            } else if plusIsSpace, byte == UInt8(ascii: "+") {
                byte = .space
            }
            guard byte != 0 else { return nil }
            decoded.append(byte)
        }
        return String(validating: decoded, as: UTF8.self)
    }

    private static let hexDigits = Array("0123456789ABCDEF".utf8)
}
