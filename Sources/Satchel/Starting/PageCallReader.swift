import Web

/// Finds `Page("name", ["variable": …])` in Swift source, without a compiler: comments and strings are told from code, and brackets
/// are counted.
///
/// 1. The name is a literal without interpolation.
/// 2. The variables are known where they are a literal dictionary with literal keys, or none are given.
struct PageCallReader {
    private let bytes: [UInt8]
    private var index = 0

    init(_ text: String) { bytes = Array(text.utf8) }

    /// All of them, in order.
    static func pages(in text: String, file: String) -> [NamedPage] {
        var (reader, pages, line, counted) = (PageCallReader(text), [NamedPage](), 1, 0)
        while let call = reader.next() {
            line += reader.bytes[counted..<call.start].count { $0 == UInt8(ascii: "\n") }
            counted = call.start
            pages.append(NamedPage(call.name, variables: call.variables, file: file, line: line))
        }
        return pages
    }

    private mutating func next() -> (name: String, variables: Set<String>?, start: Int)? {
        while index < bytes.count {
            let start = index
            guard word() == "Page", skip("(") else {
                if index == start { skipOne() }
                continue
            }
            skipBlanks()
            if let name = literal(), !name.isEmpty {
                var rest = self
                return (name, rest.variables(), start)
            }
        }
        return nil
    }

    /// What stands behind the name: `)`, `, status: …` or `, ["variable": …]`; `nil` where it is anything else.
    private mutating func variables() -> Set<String>? {
        skipBlanks()
        if skip(")") { return [] }
        guard skip(",") else { return nil }
        skipBlanks()
        guard skip("[") else { return word() == "status" ? [] : nil }
        guard let names = keys() else { return nil }
        skipBlanks()
        return skip(")") || skip(",") ? names : nil
    }

    private mutating func keys() -> Set<String>? {
        var names: Set<String> = []
        skipBlanks()
        if skip(":") {
            skipBlanks()
            return skip("]") ? [] : nil
        }
        while index < bytes.count, !skip("]") {
            guard let name = literal() else { return nil }
            names.insert(name)
            skipBlanks()
            guard skip(":") else { return nil }
            skipValue()
            if skip(",") { skipBlanks() }
        }
        return names
    }

    /// Up to the comma or the bracket that ends it.
    private mutating func skipValue() {
        var depth = 0
        while let byte = bytes(at: index) {
            switch byte {
            case UInt8(ascii: "("), UInt8(ascii: "["), UInt8(ascii: "{"): depth += 1
            case UInt8(ascii: ")"), UInt8(ascii: "]"), UInt8(ascii: "}"):
                if depth == 0 { return }
                depth -= 1
            case UInt8(ascii: ","): if depth == 0 { return }
            default: break
            }
            skipOne()
        }
    }

    // MARK: Pieces

    private func bytes(at index: Int) -> UInt8? { index < bytes.count ? bytes[index] : nil }

    private mutating func skip(_ text: StaticString) -> Bool {
        let end = index + text.utf8CodeUnitCount
        guard end <= bytes.count,
            bytes[index..<end].elementsEqual(UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
        else { return false }
        index = end
        return true
    }

    private mutating func word() -> String {
        let start = index
        while let byte = bytes(at: index), Self.isOfWord(byte) { index += 1 }
        return String(decoding: bytes[start..<index], as: UTF8.self)
    }

    private static func isOfWord(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "_") || byte >= 0x80 || (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte)
            || (0x61...0x7A).contains(byte)
    }

    private mutating func skipBlanks() {
        while let byte = bytes(at: index) {
            if [0x20, 0x09, 0x0A, 0x0D].contains(byte) { index += 1 } else if !skipComment() { return }
        }
    }

    /// A comment, a string, or one byte.
    private mutating func skipOne() {
        if skipComment() { return }
        let start = index
        if bytes[index] == UInt8(ascii: "\"") || bytes[index] == UInt8(ascii: "#") { _ = literal() }
        if index == start { index += 1 }
    }

    private mutating func skipComment() -> Bool {
        if skip("//") {
            while let byte = bytes(at: index), byte != UInt8(ascii: "\n") { index += 1 }
            return true
        }
        guard skip("/*") else { return false }
        while index < bytes.count, !skip("*/") { index += 1 }
        return true
    }

    /// The text of a string; `nil` where it has an interpolation or an escape, and where there is none. It ends with its line, if it is
    /// not one of several lines: what is taken for a string by mistake does no harm.
    private mutating func literal() -> String? {
        let begin = index
        while skip("#") {}
        let hashes = [UInt8](repeating: UInt8(ascii: "#"), count: index - begin)
        let isLong = skip("\"\"\"")
        guard isLong || skip("\"") else {
            index = begin
            return nil
        }
        let quotes = [UInt8](repeating: UInt8(ascii: "\""), count: isLong ? 3 : 1) + hashes
        let escape = [UInt8(ascii: "\\")] + hashes
        let (start, isPlain) = (index, skip(to: quotes, escape: escape, isLong: isLong))
        return isPlain ? String(decoding: bytes[start..<(index - quotes.count)], as: UTF8.self) : nil
    }

    /// Whether the string has nothing but its text, and an end.
    private mutating func skip(to quotes: [UInt8], escape: [UInt8], isLong: Bool) -> Bool {
        var isPlain = true
        while let byte = bytes(at: index) {
            if bytes[index...].starts(with: quotes) {
                index += quotes.count
                return isPlain
            }
            if byte == UInt8(ascii: "\n"), !isLong { return false }
            if bytes[index...].starts(with: escape) {
                isPlain = false
                index += escape.count
                if skip("(") { skipInterpolation() } else { index += 1 }
            } else {
                index += 1
            }
        }
        return false
    }

    private mutating func skipInterpolation() {
        var depth = 1
        while let byte = bytes(at: index), depth > 0 {
            if byte == UInt8(ascii: "(") { depth += 1 }
            if byte == UInt8(ascii: ")") { depth -= 1 }
            skipOne()
        }
    }
}
