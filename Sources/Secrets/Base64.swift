/// Padded base64 (RFC 4648 section 4), as HTTP headers and e-mail have it.
public enum Base64 {
    /// With padding.
    public static func encode(_ bytes: [UInt8]) -> String {
        Base64Alphabet.standard.encode(bytes) + String(repeating: "=", count: (3 - bytes.count % 3) % 3)
    }

    /// `nil` for anything but the one spelling that `encode` gives.
    public static func decode(_ text: some StringProtocol) -> [UInt8]? {
        guard text.utf8.count % 4 == 0 else { return nil }
        let padding = text.utf8.reversed().prefix { $0 == UInt8(ascii: "=") }.count
        guard padding <= 2 else { return nil }
        return Base64Alphabet.standard.decode(text.dropLast(padding))
    }
}
