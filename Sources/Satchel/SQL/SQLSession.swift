import Database

/// Statements that a person gives, run one by one; each is a transaction of its own.
struct SQLSession: Sendable {
    let engine: any DatabaseEngine
    let isWriting: Bool
    let output: SQLOutput

    /// Runs statements up to the first that fails, and prints what they give.
    func run(_ text: String) async throws {
        for statement in StatementText.statements(in: text, for: engine.dialect) {
            let sql = statement.trimmingSpaces
            let printed = output.text(of: try await rows(sql))
            if !printed.isEmpty { Terminal.out.print(printed) }
        }
    }

    /// Whether a text ends with a whole statement.
    func isComplete(_ text: String) -> Bool {
        // A semicolon in a string or a comment ends nothing: one more statement behind it shows whether that is so.
        let end = "\nx;"
        let count = StatementText.statements(in: text, for: engine.dialect).count
        return count > 0 && StatementText.statements(in: text + end, for: engine.dialect).count == count + 1
            && text.trimmingSpaces.hasSuffix(";")
    }

    private func rows(_ sql: String) async throws -> [Row] {
        do {
            return isWriting
                ? try await engine.write { try $0.query(sql, .none) } : try await engine.read { try $0.query(sql, .none) }
        } catch let error as DatabaseError where !isWriting && error.kind == .readOnly {
            throw StartError("\(error.message): nothing can be changed without --write.")
        }
    }
}
