/// Walks through SQL and tells what a piece of it is, as far as parameters and semicolons need to know.
///
/// 1. Nothing inside a string, a quoted name or a comment is a parameter or the end of a statement.
/// 2. Strings and quoted names double their own quote. Backslashes escape only in PostgreSQL's `E'…'`: MySQL sessions of this
///    project run with `NO_BACKSLASH_ESCAPES` and `ANSI_QUOTES`.
/// 3. PostgreSQL: `$tag$ … $tag$` is a string, comments nest, `::` is a cast, `??` is the operator `?`.
/// 4. MySQL: `#` begins a comment, `--` only before a blank (https://dev.mysql.com/doc/refman/8.0/en/comments.html).
struct SQLScanner {
    /// What stands at the scanner's place.
    enum Piece: Hashable {
        /// Whatever is copied as it is.
        case text
        case comment
        case blank
        /// A word of letters, digits, `_` and `$`.
        case word
        case semicolon
        /// `?`.
        case place
        /// `:name`; the range without the colon.
        case name(Range<Int>)
        /// `??`, PostgreSQL's operator `?`.
        case questionMark
    }

    let bytes: [UInt8]
    let dialect: Dialect
    private(set) var position = 0

    init(_ sql: some StringProtocol, _ dialect: Dialect) {
        bytes = Array(sql.utf8)
        self.dialect = dialect
    }

    /// The next piece and where it stands; `nil` at the end.
    mutating func next() -> (piece: Piece, range: Range<Int>)? {
        guard position < bytes.count else { return nil }
        let start = position
        let piece = scan()
        return (piece, start..<position)
    }

    private mutating func scan() -> Piece {
        let byte = bytes[position]
        switch byte {
        case UInt8(ascii: "'"): return quoted(byte, escapes: false)
        case UInt8(ascii: "\""), UInt8(ascii: "`"): return quoted(byte, escapes: false)
        case UInt8(ascii: ";"): return take(1, .semicolon)
        case UInt8(ascii: "?"):
            return dialect == .postgres && peek(1) == byte ? take(2, .questionMark) : take(1, .place)
        case UInt8(ascii: ":"): return colon()
        case UInt8(ascii: "$") where dialect == .postgres: return dollar()
        case UInt8(ascii: "#") where dialect == .mysql: return line()
        case UInt8(ascii: "-") where startsLineComment: return line()
        case UInt8(ascii: "/") where peek(1) == UInt8(ascii: "*"): return block()
        case _ where Self.isBlank(byte): return take(1, .blank)
        case _ where Self.isWord(byte): return word()
        default: return take(1, .text)
        }
    }

    private func peek(_ distance: Int) -> UInt8? {
        position + distance < bytes.count ? bytes[position + distance] : nil
    }

    private mutating func take(_ count: Int, _ piece: Piece) -> Piece {
        position += count
        return piece
    }

    private var startsLineComment: Bool {
        guard peek(1) == UInt8(ascii: "-") else { return false }
        return dialect != .mysql || peek(2).map(Self.isBlank) ?? true
    }

    private mutating func line() -> Piece {
        while position < bytes.count, bytes[position] != UInt8(ascii: "\n") { position += 1 }
        return .comment
    }

    private mutating func block() -> Piece {
        var depth = 0
        while position < bytes.count {
            if bytes[position] == UInt8(ascii: "/"), peek(1) == UInt8(ascii: "*") {
                depth = dialect == .postgres ? depth + 1 : 1
                position += 2
            } else if bytes[position] == UInt8(ascii: "*"), peek(1) == UInt8(ascii: "/") {
                depth -= 1
                position += 2
                if depth == 0 { break }
            } else {
                position += 1
            }
        }
        position = min(position, bytes.count)
        return .comment
    }

    private mutating func quoted(_ quote: UInt8, escapes: Bool) -> Piece {
        position += 1
        while position < bytes.count {
            if escapes, bytes[position] == UInt8(ascii: "\\") {
                position = min(position + 2, bytes.count)
            } else if bytes[position] != quote {
                position += 1
            } else if peek(1) == quote {
                position += 2
            } else {
                position += 1
                break
            }
        }
        return .text
    }

    private mutating func colon() -> Piece {
        // `::` and, in MySQL, `:=`.
        if peek(1) == UInt8(ascii: ":") || peek(1) == UInt8(ascii: "=") { return take(2, .text) }
        guard let first = peek(1), Self.isWord(first), !Self.isDigit(first) else { return take(1, .text) }
        let start = position + 1
        position = start
        while position < bytes.count, Self.isWord(bytes[position]) { position += 1 }
        return .name(start..<position)
    }

    /// A dollar-quoted string; else `$1`, or a dollar by itself.
    private mutating func dollar() -> Piece {
        var end = position + 1
        if let first = peek(1), Self.isDigit(first) { return take(1, .text) }
        while end < bytes.count, Self.isWord(bytes[end]), bytes[end] != UInt8(ascii: "$") { end += 1 }
        guard end < bytes.count, bytes[end] == UInt8(ascii: "$") else { return take(1, .text) }
        let tag = bytes[position...end]
        position = end + 1
        while position < bytes.count, !bytes[position...].starts(with: tag) { position += 1 }
        position = min(position + tag.count, bytes.count)
        return .text
    }

    private mutating func word() -> Piece {
        let start = position
        while position < bytes.count, Self.isWord(bytes[position]) { position += 1 }
        let isEscapeMark = position - start == 1 && bytes[start] | 0x20 == UInt8(ascii: "e")
        if dialect == .postgres, isEscapeMark, position < bytes.count, bytes[position] == UInt8(ascii: "'") {
            return quoted(UInt8(ascii: "'"), escapes: true)
        }
        return .word
    }

    private static func isBlank(_ byte: UInt8) -> Bool { byte == UInt8(ascii: " ") || (9...13).contains(byte) }
    private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }

    /// A byte beyond ASCII is part of a name.
    private static func isWord(_ byte: UInt8) -> Bool {
        isDigit(byte) || (0x41...0x5a).contains(byte & 0xdf) || byte == UInt8(ascii: "_") || byte == UInt8(ascii: "$")
            || byte >= 0x80
    }
}
