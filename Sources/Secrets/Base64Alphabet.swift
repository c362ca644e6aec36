/// The machine behind the base64 spellings (RFC 4648): 64 letters, and the way back.
struct Base64Alphabet: Sendable {
    private let letters: [UInt8]
    /// The value of each byte, or 255.
    private let values: [UInt8]

    static let standard = Base64Alphabet("+/")
    static let url = Base64Alphabet("-_")
    /// passlib's "ab64": the standard alphabet with a full stop in place of the plus.
    static let passlib = Base64Alphabet("./")

    private init(_ lastTwo: String) {
        letters = Array(("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789" + lastTwo).utf8)
        var values = [UInt8](repeating: 255, count: 256)
        for (value, letter) in letters.enumerated() { values[Int(letter)] = UInt8(value) }
        self.values = values
    }

    /// Unpadded.
    func encode(_ bytes: some Collection<UInt8>) -> String {
        let count = (bytes.count * 8 + 5) / 6
        return String(unsafeUninitializedCapacity: count) { text in
            var (bits, width, at): (UInt32, UInt32, Int) = (0, 0, 0)
            for byte in bytes {
                bits = bits << 8 | UInt32(byte)
                width += 8
                while width >= 6 {
                    width -= 6
                    text[at] = letters[Int(bits >> width & 63)]
                    at += 1
                }
            }
            if width > 0 { text[at] = letters[Int(bits << (6 - width) & 63)] }
            return count
        }
    }

    /// `nil` for a letter outside the alphabet, padding, an impossible length, or stray bits at the end: each byte array has
    /// exactly one spelling.
    func decode(_ text: some StringProtocol) -> [UInt8]? {
        let count = text.utf8.count
        guard count % 4 != 1 else { return nil }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(count * 3 / 4)
        var (bits, width): (UInt32, UInt32) = (0, 0)
        for letter in text.utf8 {
            let value = values[Int(letter)]
            guard value != 255 else { return nil }
            bits = bits << 6 | UInt32(value)
            width += 6
            if width >= 8 {
                width -= 8
                bytes.append(UInt8(truncatingIfNeeded: bits >> width))
            }
        }
        return bits & (1 << width - 1) == 0 ? bytes : nil
    }
}
