import CPostgres
import Database

extension PostgresConnection {
    @discardableResult
    func query(_ sql: String, _ parameters: Parameters) throws(DatabaseError) -> [Row] {
        let (result, statement) = try run(sql, parameters)
        if let columns = statement?.columns { return result.rows(columns) }
        let columns = result.columns()
        statement?.columns = columns
        return result.rows(columns)
    }

    /// PostgreSQL tells no id of the row inserted last: use `RETURNING`.
    @discardableResult
    func execute(_ sql: String, _ parameters: Parameters) throws(DatabaseError) -> Effect {
        Effect(changes: try run(sql, parameters).0.changes, lastInsertID: 0)
    }

    func executeScript(_ sql: String) throws(DatabaseError) {
        for statement in StatementText.statements(in: sql, for: .postgres) { try execute(statement, .none) }
    }

    /// Sends a statement; what fails makes the server give up the transaction.
    private func run(
        _ sql: String, _ parameters: Parameters
    ) throws(DatabaseError) -> (PostgresResult, PostgresStatement?) {
        _ = try usableHandle()
        let statement = try statement(for: sql)
        let text = statement?.text ?? StatementText(sql, for: .postgres)
        guard !text.controlsTransaction else { throw .transactionControl(sql) }
        let values = try PostgresParameters(parameters, text.parameters, sql: sql)
        let result = try noting { () throws(DatabaseError) in
            try exchange(sql: sql, asking: asksNumber(with: text)) { handle in
                values.withPointers { count, pointers, lengths, formats in
                    guard let statement else {
                        return PQsendQueryParams(handle, text.sql, count, nil, pointers, lengths, formats, 0)
                    }
                    return PQsendQueryPrepared(handle, statement.name, count, pointers, lengths, formats, 0)
                }
            }
        }
        return (result, statement)
    }

    /// A statement that writes brings the transaction's number along, which would be asked for before the commit.
    private func asksNumber(with text: StatementText) -> String? {
        let isAsking = isWriting && number == nil && ["INSERT", "UPDATE", "DELETE"].contains(text.verb) && isPostgres
        return isAsking ? Self.numberQuery : nil
    }

    /// The prepared statement of a text; `nil` for what hardly comes twice.
    private func statement(for sql: String) throws(DatabaseError) -> PostgresStatement? {
        if let statement = statements.statement(for: sql) { return statement }
        let text = StatementText(sql, for: .postgres)
        guard text.isQuery else { return nil }
        preparations += 1
        let statement = PostgresStatement(name: "s\(preparations)", text: text)
        try noting { () throws(DatabaseError) in
            _ = try exchange(sql: sql) { PQsendPrepare($0, statement.name, text.sql, 0, nil) }
        }
        if let oldest = statements.insert(statement, for: sql) { try control("DEALLOCATE \(oldest.name)") }
        return statement
    }

    /// What fails makes the server give up the transaction.
    func noting<Success>(_ work: () throws(DatabaseError) -> Success) throws(DatabaseError) -> Success {
        do throws(DatabaseError) {
            return try work()
        } catch {
            defeat = defeat ?? error
            if ["0A000", "26000"].contains(error.code) { hasStaleStatements = true }
            throw error
        }
    }
}
