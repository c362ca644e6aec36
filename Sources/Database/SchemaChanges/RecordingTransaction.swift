/// A transaction that reads and does not write: what would be written is noted, for `--sql`.
///
/// What a migration asks of the schema is answered from the database as it is, not as the migrations before it would have left it.
final class RecordingTransaction: Transaction {
    private let inner: any Transaction
    private(set) var statements: [String] = []
    /// Whether SQLite must not look at foreign keys meanwhile.
    private(set) var isWithoutForeignKeys = false

    init(_ inner: any Transaction) { self.inner = inner }

    var dialect: Dialect { inner.dialect }
    var news: CommitNews { inner.news }

    func query(_ sql: String, _ parameters: Parameters) throws(DatabaseError) -> [Row] {
        let text = StatementText(sql, for: dialect)
        guard text.verb == "SELECT" || text.verb == "WITH" || text.verb == "PRAGMA" else {
            note(sql, parameters)
            return []
        }
        return try inner.query(sql, parameters)
    }

    func execute(_ sql: String, _ parameters: Parameters) throws(DatabaseError) -> Effect {
        note(sql, parameters)
        return Effect(changes: 0, lastInsertID: 0)
    }

    func executeScript(_ sql: String) throws(DatabaseError) {
        for statement in StatementText.statements(in: sql, for: dialect) { note(statement, .none) }
    }

    func savepoint<Success>(_ body: () throws -> Success) throws -> Success { try body() }

    func withoutForeignKeys<Success>(_ body: () throws -> Success) throws -> Success {
        isWithoutForeignKeys = dialect == .sqlite
        return try body()
    }

    func afterCommit(_ hook: @escaping @Sendable () -> Void) {}

    /// Parameters stand in the text: it is for a person who runs it.
    private func note(_ sql: String, _ parameters: Parameters) {
        let schema = SchemaSQL(dialect)
        var (scanner, text, place) = (SQLScanner(sql, dialect), "", 0)
        func value(_ name: String?) -> Value {
            defer { place += 1 }
            switch parameters {
            case .positional(let values): return values.indices.contains(place) ? values[place] : .null
            case .named(let values): return values.first { $0.name == name }?.value ?? .null
            }
        }
        while let (piece, range) = scanner.next() {
            switch piece {
            case .place: text += schema.literal(value(nil), for: .text)
            case .name(let name): text += schema.literal(value(String(decoding: scanner.bytes[name], as: UTF8.self)), for: .text)
            default: text += String(decoding: scanner.bytes[range], as: UTF8.self)
            }
        }
        let blanks: Set<Character> = [" ", "\n", "\t"]
        statements.append(String(text.drop { blanks.contains($0) }.reversed().drop { blanks.contains($0) }.reversed()))
    }
}
