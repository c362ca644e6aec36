extension SQLiteStatement {
    /// Whether it is `BEGIN`, `COMMIT` or of their kin: found by the first word, once for each compiled statement.
    static func controlsTransaction(_ sql: String) -> Bool {
        let word = afterBlanks(Array(sql.utf8)).prefix { (0x41...0x5a).contains($0 & 0xdf) }
        return words.contains(String(decoding: word, as: UTF8.self).uppercased())
    }

    private static let words: Set<String> = ["BEGIN", "COMMIT", "END", "ROLLBACK", "SAVEPOINT", "RELEASE"]

    /// Skips what SQLite's tokenizer skips before a statement: blanks, semicolons, comments and a byte order mark.
    private static func afterBlanks(_ bytes: [UInt8]) -> ArraySlice<UInt8> {
        var rest = bytes[...]
        while let first = rest.first {
            if rest.starts(with: "--".utf8) {
                rest = rest.drop { $0 != UInt8(ascii: "\n") }
            } else if rest.starts(with: "/*".utf8) {
                rest = rest.dropFirst(2)
                while !rest.isEmpty, !rest.starts(with: "*/".utf8) { rest.removeFirst() }
                rest = rest.dropFirst(2)
            } else if rest.starts(with: [0xef, 0xbb, 0xbf]) {
                rest = rest.dropFirst(3)
            } else if (9...13).contains(first) || first == UInt8(ascii: " ") || first == UInt8(ascii: ";") {
                rest = rest.dropFirst()
            } else {
                break
            }
        }
        return rest
    }
}
