/// The little of DER (ITU-T X.690) that a public key is written in.
enum DER {
    /// A value under its tag, with its length in the shortest form (section 8.1.3).
    static func value(_ tag: UInt8, _ content: [UInt8]) -> [UInt8] {
        guard content.count >= 0x80 else { return [tag, UInt8(content.count)] + content }
        let length = withUnsafeBytes(of: UInt32(content.count).bigEndian) { Array($0.drop { $0 == 0 }) }
        return [tag, 0x80 | UInt8(length.count)] + length + content
    }

    static func sequence(_ parts: [UInt8]...) -> [UInt8] { value(0x30, Array(parts.joined())) }

    /// Whole bytes as a bit string.
    static func bits(_ bytes: [UInt8]) -> [UInt8] { value(0x03, [0] + bytes) }

    /// A number that is not negative, from its big-endian bytes.
    static func unsigned(_ bytes: [UInt8]) -> [UInt8] {
        let shortest = Array(bytes.drop { $0 == 0 })
        guard let first = shortest.first else { return value(0x02, [0]) }
        return value(0x02, (first & 0x80 == 0 ? [] : [0]) + shortest)
    }
}
