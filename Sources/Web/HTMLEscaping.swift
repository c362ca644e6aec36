import Mustache

/// Escapes text for HTML, byte by byte.
///
/// swift-mustache escapes by `Character`, and a quote that a combining mark follows is another character: `"` + U+0338 would go
/// out as it is and end an attribute. A browser looks at code points, and so does this.
struct HTMLEscaping: MustacheContentType {
    /// What templates name to get it; ``TemplateLibrary`` puts it at the top of each.
    static let name = "SATCHEL"

    /// Registered once, when first asked for.
    static let register: Void = MustacheContentTypes.register(HTMLEscaping(), named: name)

    func escapeText(_ text: String) -> String { Self.escape(text) }

    /// `text`, safe as content and inside quoted attributes.
    static func escape(_ text: String) -> String {
        guard text.utf8.contains(where: { replacement($0) != nil }) else { return text }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.utf8.count + 16)
        for byte in text.utf8 {
            if let replacement = replacement(byte) { bytes += replacement.utf8 } else { bytes.append(byte) }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    @inline(__always)
    private static func replacement(_ byte: UInt8) -> String? {
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
