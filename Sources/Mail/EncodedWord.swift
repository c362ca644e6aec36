import Secrets

/// Text in headers (RFC 2047): as it is where that is plain and short, else as encoded words.
enum EncodedWord {
    /// An unstructured header's value.
    ///
    /// - Parameter after: how many characters stand before it on its line.
    static func encode(_ text: String, after: Int) -> String {
        let text = withoutControls(text)
        return isPlain(text) && after + text.utf8.count <= 76 ? text : words(text)
    }

    /// A name before an address: what is not a row of atoms is encoded too, which spares RFC 5322's quoting.
    static func phrase(_ text: String) -> String {
        let text = withoutControls(text)
        let isAtoms = text.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: " "), UInt8(ascii: "-"):
                true
            default: false
            }
        }
        return isAtoms && isPlain(text) && text.utf8.count <= 60 ? text : words(text)
    }

    /// Blanks in place of line breaks and the like: encoded they are harmless on the way, and not in a reader that decodes first.
    private static func withoutControls(_ text: String) -> String {
        guard text.unicodeScalars.contains(where: { $0.properties.generalCategory == .control }) else { return text }
        var scalars = String.UnicodeScalarView()
        for scalar in text.unicodeScalars { scalars.append(scalar.properties.generalCategory == .control ? " " : scalar) }
        return String(scalars)
    }

    /// Printable ASCII, no blank at the ends, and nothing that a reader could take for an encoded word.
    private static func isPlain(_ text: String) -> Bool {
        text.utf8.allSatisfy { (0x20...0x7E).contains($0) } && text.utf8.first != 0x20 && text.utf8.last != 0x20
            && !hasMark(text)
    }

    private static func hasMark(_ text: String) -> Bool {
        zip(text.utf8, text.utf8.dropFirst()).contains { $0 == UInt8(ascii: "=") && $1 == UInt8(ascii: "?") }
    }

    /// Words of at most 75 characters (section 2), none of which cuts a character (section 5).
    private static func words(_ text: String) -> String {
        // "=?utf-8?B?" and "?=" take 12 of the 75; 45 bytes are 60 of base64.
        var chunks: [[UInt8]] = [[]]
        for scalar in text.unicodeScalars {
            let bytes = Array(String(scalar).utf8)
            if chunks[chunks.count - 1].count + bytes.count > 45 { chunks.append([]) }
            chunks[chunks.count - 1] += bytes
        }
        return chunks.map { "=?utf-8?B?\(Base64.encode($0))?=" }.joined(separator: "\r\n ")
    }
}
