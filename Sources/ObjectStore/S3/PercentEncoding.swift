import Secrets

/// RFC 3986 as SigV4 wants it: everything but letters, digits and `-._~` is `%XX`, in upper case.
enum PercentEncoding {
    /// Slashes stay.
    static func path(_ text: String) -> String { encode(text, keepSlash: true) }

    /// One name or value of a query.
    static func component(_ text: String) -> String { encode(text, keepSlash: false) }

    /// Sorted, as both the signature and the address have it.
    static func query(_ items: [(String, String)]) -> String {
        items
            .map { (component($0.0), component($0.1)) }
            .sorted { $0.0 == $1.0 ? $0.1 < $1.1 : $0.0 < $1.0 }
            .map { "\($0.0)=\($0.1)" }
            .joined(separator: "&")
    }

    /// `nil` for a broken escape or bytes that are no UTF-8. A plus means a space, as S3's `encoding-type=url` writes it.
    static func decode(_ text: String) -> String? {
        var bytes: [UInt8] = []
        var rest = Substring(text).utf8
        while let byte = rest.popFirst() {
            switch byte {
            case UInt8(ascii: "%"):
                guard let decoded = Hex.decode(Substring(rest.prefix(2))), decoded.count == 1 else { return nil }
                bytes += decoded
                rest = rest.dropFirst(2)
            case UInt8(ascii: "+"): bytes.append(UInt8(ascii: " "))
            default: bytes.append(byte)
            }
        }
        return String(validating: bytes, as: UTF8.self)
    }

    private static func encode(_ text: String, keepSlash: Bool) -> String {
        var encoded: [UInt8] = []
        encoded.reserveCapacity(text.utf8.count)
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
                UInt8(ascii: "~"):
                encoded.append(byte)
            case UInt8(ascii: "/") where keepSlash: encoded.append(byte)
            default: encoded += "%\(Hex.encode([byte]).uppercased())".utf8
            }
        }
        return String(decoding: encoded, as: UTF8.self)
    }
}
