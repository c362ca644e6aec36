/// A statement as a server wants it: `:name` and `?` become `$1`, `$2`, … (PostgreSQL) or `?` (MySQL).
///
///     StatementText("SELECT * FROM users WHERE id = :id", for: .postgres).sql  // SELECT * FROM users WHERE id = $1
///
/// A name that stands twice is two parameters: PostgreSQL finds the type of each by its own place.
package struct StatementText: Sendable {
    package let sql: String
    package let parameters: ParameterNames
    /// The first word, in capitals: `SELECT`.
    package let verb: String

    package init(_ sql: String, for dialect: Dialect) {
        var scanner = SQLScanner(sql, dialect)
        var output: [UInt8] = []
        var names: [String?] = []
        var verb: String?
        func place(_ name: String?) {
            names.append(name)
            output += dialect == .postgres ? Array("$\(names.count)".utf8) : [UInt8(ascii: "?")]
        }
        while let (piece, range) = scanner.next() {
            switch piece {
            case .place: place(nil)
            case .name(let name): place(String(decoding: scanner.bytes[name], as: UTF8.self))
            case .questionMark: output.append(UInt8(ascii: "?"))
            case .word:
                if verb == nil { verb = String(decoding: scanner.bytes[range], as: UTF8.self).uppercased() }
                output += scanner.bytes[range]
            case .text, .comment, .blank, .semicolon: output += scanner.bytes[range]
            }
        }
        self.sql = String(decoding: output, as: UTF8.self)
        parameters = ParameterNames(names)
        self.verb = verb ?? ""
    }

    /// Whether it begins or ends a transaction, which is the engine's business.
    package var controlsTransaction: Bool { Self.controllers.contains(verb) }

    private static let controllers: Set<String> = [
        "BEGIN", "START", "COMMIT", "END", "ROLLBACK", "ABORT", "SAVEPOINT", "RELEASE", "XA",
    ]

    /// Whether it is worth keeping prepared: the statements that come again.
    package var isQuery: Bool { ["SELECT", "INSERT", "UPDATE", "DELETE", "WITH", "VALUES", "REPLACE"].contains(verb) }

    /// A statement without the comments and blanks around it.
    static func bare(_ sql: String, for dialect: Dialect) -> String {
        var (scanner, found) = (SQLScanner(sql, dialect), Range(uncheckedBounds: (0, 0)))
        while let (piece, range) = scanner.next() {
            guard piece != .blank, piece != .comment, piece != .semicolon else { continue }
            found = (found.isEmpty ? range.lowerBound : found.lowerBound)..<range.upperBound
        }
        return String(decoding: scanner.bytes[found], as: UTF8.self)
    }

    /// The statements of a script, without those that are only blanks and comments.
    package static func statements(in script: String, for dialect: Dialect) -> [String] {
        var scanner = SQLScanner(script, dialect)
        var statements: [String] = []
        var start = 0
        var isEmpty = true
        func end(at position: Int) {
            if !isEmpty { statements.append(String(decoding: scanner.bytes[start..<position], as: UTF8.self)) }
            isEmpty = true
        }
        while let (piece, range) = scanner.next() {
            switch piece {
            case .semicolon:
                end(at: range.lowerBound)
                start = range.upperBound
            case .blank, .comment: break
            default: isEmpty = false
            }
        }
        end(at: scanner.bytes.count)
        return statements
    }
}
