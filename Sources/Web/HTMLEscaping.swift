/// Escapes text for HTML, byte by byte.
///
/// By bytes and not by `Character`: a quote that a combining mark follows is another character, and would go out as it is and end
/// an attribute. A browser looks at code points, and so does this.
enum HTMLEscaping {
    /// `text`, safe as content and inside quoted attributes.
    static func escape(_ text: String) -> String {
        var bytes: [UInt8] = []
        append(text, to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Adds `text`, safe as content and inside quoted attributes.
    static func append(_ text: String, to output: inout [UInt8]) {
        var text = text
        text.withUTF8 { bytes in
            var start = 0
            for index in bytes.indices {
                guard let replacement = replacement(bytes[index]) else { continue }
                output += bytes[start..<index]
                output += replacement.utf8
                start = index + 1
            }
            output += bytes[start...]
        }
    }

    @inline(__always)
    private static func replacement(_ byte: UInt8) -> StaticString? {
        switch byte {
        case UInt8(ascii: "<"): "&lt;"
        case UInt8(ascii: ">"): "&gt;"
        case UInt8(ascii: "&"): "&amp;"
        case UInt8(ascii: "\""): "&quot;"
        case UInt8(ascii: "'"): "&#39;"
        default: nil
        }
    }
}

extension StaticString {
    fileprivate var utf8: UnsafeBufferPointer<UInt8> { UnsafeBufferPointer(start: utf8Start, count: utf8CodeUnitCount) }
}
