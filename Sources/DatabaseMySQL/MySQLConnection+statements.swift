import CMySQL
import Database

extension MySQLConnection {
    @discardableResult
    func query(_ sql: String, _ parameters: Parameters) throws(DatabaseError) -> [Row] {
        let statement = try statement(for: sql)
        return try noting(sql) { () throws(DatabaseError) in
            try statement.run(parameters)
            return try statement.rows()
        }
    }

    @discardableResult
    func execute(_ sql: String, _ parameters: Parameters) throws(DatabaseError) -> Effect {
        if let statement = statements.statement(for: sql) { return try execute(statement, parameters, sql) }
        let handle = try usableHandle()
        let text = StatementText(sql, for: .mysql)
        guard text.isQuery || !text.parameters.isEmpty else {
            guard !text.controlsTransaction else { throw .transactionControl(sql) }
            // Not every statement can be prepared (CREATE TRIGGER can't), and these hardly come twice.
            try noting(sql) { () throws(DatabaseError) in try control(sql) }
            return Effect(changes: 0, lastInsertID: Int64(clamping: mysql_insert_id(handle)))
        }
        return try execute(try statement(for: sql), parameters, sql)
    }

    private func execute(
        _ statement: MySQLStatement, _ parameters: Parameters, _ sql: String
    ) throws(DatabaseError) -> Effect {
        _ = try usableHandle()
        return try noting(sql) { () throws(DatabaseError) in
            try statement.run(parameters)
            return statement.effect()
        }
    }

    func executeScript(_ sql: String) throws(DatabaseError) {
        for statement in StatementText.statements(in: sql, for: .mysql) { try execute(statement, .none) }
    }

    /// Runs a statement of the engine itself, whatever it answers.
    func control(_ sql: String) throws(DatabaseError) {
        guard let handle, !isLost else { throw closed }
        try takeDueAnswer()
        defer { hasAnswered = hasAnswered || !isLost }
        guard mysql_real_query(handle, sql, UInt(sql.utf8.count)) == 0 else { throw failure(sql) }
        repeat {
            if let result = mysql_store_result(handle) { mysql_free_result(result) }
        } while mysql_next_result(handle) == 0
    }

    private func statement(for sql: String) throws(DatabaseError) -> MySQLStatement {
        let handle = try usableHandle()
        if let statement = statements.statement(for: sql) { return statement }
        let text = StatementText(sql, for: .mysql)
        guard !text.controlsTransaction else { throw .transactionControl(sql) }
        let statement = try noting(sql) { () throws(DatabaseError) in try MySQLStatement(text, sql: sql, on: handle) }
        statements.insert(statement, for: sql)
        return statement
    }

    /// What the latest call on the connection failed with.
    func failure(_ sql: String) -> DatabaseError {
        let error = DatabaseError(mysql: mysql_errno(handle), message: mysql_error(handle), sql: sql)
        if error.isLoss { isLost = true }
        return error
    }

    /// A deadlock has undone the whole transaction, and the next statement would begin another one by itself.
    private func noting<Success>(
        _ sql: String, _ work: () throws(DatabaseError) -> Success
    ) throws(DatabaseError) -> Success {
        defer { hasAnswered = hasAnswered || !isLost }
        do throws(DatabaseError) {
            return try work()
        } catch {
            if error.isLoss { isLost = true }
            if error.isLoss || Self.isConflict(error) { defeat = defeat ?? error }
            throw named(error)
        }
    }

    /// The columns of a unique key that was violated: MySQL names the key alone, so the catalogue is asked.
    private func named(_ error: DatabaseError) -> DatabaseError {
        guard case .uniqueViolation(let columns) = error.kind, columns.isEmpty, let key = error.constraint, let sql = error.sql
        else {
            return error
        }
        let catalogue = """
            SELECT table_name, column_name FROM information_schema.statistics
            WHERE table_schema = database() AND index_name = ? AND non_unique = 0 ORDER BY table_name, seq_in_index
            """
        guard let rows = try? query(catalogue, [key]) else { return error }
        let found: [(table: String, column: String)] = rows.compactMap { row in
            guard case .text(let table) = row.values[0], case .text(let column) = row.values[1], sql.contains(table) else {
                return nil
            }
            return (table, column)
        }
        let longest = found.map(\.table).max { $0.utf8.count < $1.utf8.count }
        var error = error
        error.kind = .uniqueViolation(columns: found.filter { $0.table == longest }.map { "\($0.table).\($0.column)" })
        return error
    }
}
