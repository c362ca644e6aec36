/// Lists and parameters of field values, where a separator inside a quoted string is text (RFC 9110 sections 5.6.1, 5.6.4).
enum QuotedList {
    /// The pieces between `separator`, trimmed; empty ones are left out.
    static func split(_ text: String, at separator: Character) -> [Substring] {
        let separator = separator.asciiValue ?? 0
        var pieces: [Substring] = []
        var start = text.startIndex
        var isQuoted = false
        var isEscaped = false
        for index in text.utf8.indices {
            let byte = text.utf8[index]
            if isEscaped {
                isEscaped = false
            } else if isQuoted, byte == UInt8(ascii: "\\") {
                isEscaped = true
            } else if byte == UInt8(ascii: "\"") {
                isQuoted.toggle()
            } else if byte == separator, !isQuoted {
                pieces.append(text[start..<index].trimmingBlanks)
                start = text.utf8.index(after: index)
            }
        }
        pieces.append(text[start...].trimmingBlanks)
        return pieces.filter { !$0.isEmpty }
    }

    /// `name=value` with the value unquoted; `nil` without `=` or without a token as the name.
    static func parameter(_ piece: Substring) -> (name: String, value: String)? {
        guard let equals = piece.utf8.firstIndex(of: UInt8(ascii: "=")) else { return nil }
        let name = piece[..<equals].trimmingBlanks
        guard !name.isEmpty, name.isMade(of: .token) else { return nil }
        return (name.lowercased(), unquote(piece[piece.utf8.index(after: equals)...].trimmingBlanks))
    }

    /// A quoted string's text; a token stays as it is.
    static func unquote(_ text: Substring) -> String {
        guard let quoted = text.betweenQuotes else { return String(text) }
        var bytes: [UInt8] = []
        var isEscaped = false
        for byte in quoted.utf8 {
            if !isEscaped, byte == UInt8(ascii: "\\") {
                isEscaped = true
            } else {
                bytes.append(byte)
                isEscaped = false
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// A text as a quoted string, by bytes.
    static func quote(_ text: String) -> String {
        let marks = [UInt8(ascii: "\""), UInt8(ascii: "\\")]
        let escaped = text.utf8.flatMap { marks.contains($0) ? [UInt8(ascii: "\\"), $0] : [$0] }
        return "\"" + String(decoding: escaped, as: UTF8.self) + "\""
    }
}
