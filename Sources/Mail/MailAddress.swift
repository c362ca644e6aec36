// Mail: messages as values (RFC 5322, 2045, 2047), and SMTP (RFC 5321) to send them.

/// One mailbox: `ada@example.org`, with a name to show or without.
///
/// Checked where it is made: the characters are those of the HTML standard's `type=email` (RFC 5322's dot-atom without comments,
/// blanks and quotes), so nothing in it can end a header line or an SMTP command. Addresses beyond ASCII (RFC 6531) are refused:
/// most servers refuse them too.
public struct MailAddress: Sendable, Hashable {
    /// `local@domain`, as it was given; compare without case.
    public let address: String
    /// Any text; encoded where a header needs it.
    public let name: String?

    /// RFC 5321 section 4.5.3.1.3: a path of 256 octets has two brackets.
    public static let byteLimit = 254

    /// `nil` for what is not an address.
    public init?(_ address: String, name: String? = nil) {
        guard Self.isAddress(address) else { return nil }
        self.address = address
        self.name = name.flatMap { $0.isEmpty ? nil : $0 }
    }

    /// What comes after the `@`.
    public var domain: String { address.split(separator: "@").last.map(String.init) ?? address }

    private static func isAddress(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        guard bytes.count <= byteLimit, let at = bytes.firstIndex(of: UInt8(ascii: "@")) else { return false }
        let local = bytes[..<at]
        let labels = bytes[(at + 1)...].split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard local.count <= 64, local.allSatisfy(isAtom) else { return false }
        let atoms = local.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        return atoms.allSatisfy { !$0.isEmpty } && labels.allSatisfy(isLabel)
    }

    /// RFC 5322 section 3.2.3: `atext` and the dots between.
    private static func isAtom(_ byte: UInt8) -> Bool { isAlphanumeric(byte) || ".!#$%&'*+/=?^_`{|}~-".utf8.contains(byte) }

    /// RFC 1123 section 2.1: letters, digits and inner hyphens, at most 63.
    private static func isLabel(_ label: ArraySlice<UInt8>) -> Bool {
        guard let first = label.first, let last = label.last, label.count <= 63 else { return false }
        return isAlphanumeric(first) && isAlphanumeric(last) && label.allSatisfy { isAlphanumeric($0) || $0 == UInt8(ascii: "-") }
    }

    private static func isAlphanumeric(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: false
        }
    }
}

/// Kept as `{"address": …, "name": …}`; checked again when read.
extension MailAddress: Codable {
    private enum Key: CodingKey { case address, name }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Key.self)
        let address = try container.decode(String.self, forKey: .address)
        guard let made = Self(address, name: try container.decodeIfPresent(String.self, forKey: .name)) else {
            throw DecodingError.dataCorruptedError(forKey: .address, in: container, debugDescription: "not a mail address")
        }
        self = made
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        try container.encode(address, forKey: .address)
        try container.encodeIfPresent(name, forKey: .name)
    }
}
