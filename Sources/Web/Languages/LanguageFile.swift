// The texts of a language: `languages/de.txt` in the folder of templates.
//
// 1. UTF-8, a text a line: `key = text`. Blanks around both are not part of them. A line that begins with # is a remark.
// 2. A file's name is the language's tag (RFC 5646): `de`, `pt-BR`.
// 3. Files of folders below (`languages/site/de.txt`) come after and win, text by text: there a site puts its own.
// 4. Texts are plain; what means something in HTML is escaped, but for <strong>, <em> and <code> without attributes.

/// The texts of a language as they are written.
struct LanguageText: Sendable, Hashable {
    let tag: String
    /// Where it stands, for messages.
    let file: String
    let text: String
}

/// The texts of one file, in its order.
struct LanguageFile: Sendable, Hashable {
    let tag: String
    /// Where it stands, for messages.
    let file: String
    let texts: [String: MessagePattern]

    init(tag: String, file: String, text: String) throws(TemplateError) {
        try self.init(LanguageText(tag: tag, file: file, text: text))
    }

    /// Throws ``TemplateError`` for the first line that can't be read.
    init(_ source: LanguageText) throws(TemplateError) {
        let (tag, file, text) = (source.tag, source.file, source.text)
        var texts: [String: MessagePattern] = [:]
        let lines = text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).map { Substring($0) }
        for (index, line) in lines.enumerated() {
            let line = Self.trimmed(line)
            guard !line.isEmpty, !line.hasPrefix("#") else { continue }
            func refuse(_ message: String) -> TemplateError {
                TemplateError(file: file, line: index + 1, source: String(line), message: message)
            }
            guard let sign = line.utf8.firstIndex(of: UInt8(ascii: "=")) else { throw refuse("a text is written as: key = text") }
            let key = String(Self.trimmed(line[..<sign]))
            guard Self.isKey(key) else { throw refuse("\"\(key)\" is no key: lower-case letters, digits, dots, - and _") }
            guard texts[key] == nil else { throw refuse("there is a text \"\(key)\" above already") }
            do throws(MessagePattern.Failure) {
                texts[key] = try MessagePattern(String(Self.trimmed(line[line.index(after: sign)...])))
            } catch {
                throw refuse(error.message)
            }
        }
        (self.tag, self.file, self.texts) = (tag, file, texts)
    }

    /// Without spaces and tabs around it: other blanks may be meant.
    private static func trimmed(_ text: Substring) -> Substring {
        var text = text.utf8[...]
        func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 || byte == 0x0D }
        while let first = text.first, isBlank(first) { text.removeFirst() }
        while let last = text.last, isBlank(last) { text.removeLast() }
        return Substring(text)
    }

    private static func isKey(_ key: String) -> Bool {
        !key.isEmpty
            && key.utf8.allSatisfy { byte in
                (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) || (0x30...0x39).contains(byte)
                    || ".-_".utf8.contains(byte)
            }
    }

    /// Whether `text` may be a language's tag: letters and digits in parts of 1 to 8, the first of 2 or 3 letters.
    static func isTag(_ text: String) -> Bool {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard let first = parts.first, (2...3).contains(first.count), first.allSatisfy({ $0.isASCII && $0.isLetter }) else {
            return false
        }
        return parts.allSatisfy { part in
            (1...8).contains(part.count) && part.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber) }
        }
    }
}
