/// Unpadded base64url (RFC 4648 section 5): safe in URLs, cookies and file names.
public enum Base64URL {
    /// Without padding.
    public static func encode(_ bytes: [UInt8]) -> String { Base64Alphabet.url.encode(bytes) }

    /// `nil` for anything but the one spelling that `encode` gives.
    public static func decode(_ text: some StringProtocol) -> [UInt8]? { Base64Alphabet.url.decode(text) }
}
