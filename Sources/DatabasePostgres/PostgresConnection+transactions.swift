import CPostgres
import Database

extension PostgresConnection {
    /// Sends nothing yet: the first statement takes the `BEGIN` along.
    func begin(_ access: TransactionAccess) throws(DatabaseError) {
        (defeat, depth, isWriting, number, hasAnswered) = (nil, 0, access != .readOnly, nil, false)
        if hasStaleStatements {
            statements.removeAll()
            try control("DEALLOCATE ALL")
            if isPostgres { try control(Self.numberPreparation) }
            hasStaleStatements = false
        }
        beginning =
            switch access {
            case .readOnly: "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
            case .readWrite: "BEGIN ISOLATION LEVEL \(configuration.options.isolation.sql) READ WRITE"
            case .readCommitted: "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE"
            }
    }

    func commit() throws(DatabaseError) {
        if let defeat { throw defeat }
        if endsUnsent() { return }
        guard isWriting else { return try endReading() }
        let number = try knownNumber()
        do throws(DatabaseError) {
            let result = try control("COMMIT")
            // PostgreSQL's answer to a COMMIT after an error is ROLLBACK, and no error.
            guard result.command == "COMMIT" else {
                throw DatabaseError(.other, "the transaction was rolled back by the server at its commit")
            }
        } catch {
            guard isBroken else { throw noted(error) }
            try settle(number, after: error)
        }
    }

    func rollback() throws(DatabaseError) {
        (defeat, depth) = (nil, 0)
        if endsUnsent() { return }
        guard let handle, PQtransactionStatus(handle) != PQTRANS_IDLE else { return }
        try control("ROLLBACK")
    }

    @discardableResult
    func savepoint<Success>(_ body: () throws -> Success) throws -> Success {
        _ = try usableHandle()
        depth += 1
        defer { depth -= 1 }
        let name = "satchel_\(depth)"
        try control("SAVEPOINT \(name)")
        hooks.beginSavepoint()
        do {
            let success = try body()
            if let defeat { throw defeat }
            try control("RELEASE SAVEPOINT \(name)")
            hooks.releaseSavepoint()
            return success
        } catch {
            hooks.undoSavepoint()
            // A conflict dooms the whole transaction: its closure has to run again.
            guard !isBroken, defeat.map(Self.isConflict) != true else { throw error }
            try control("ROLLBACK TO SAVEPOINT \(name); RELEASE SAVEPOINT \(name)")
            defeat = nil
            throw error
        }
    }

    func afterCommit(_ hook: @escaping @Sendable () -> Void) { hooks.add(hook) }

    /// Nothing hangs on the answer to a read's COMMIT: it is taken when the connection is used next.
    private func endReading() throws(DatabaseError) {
        guard let handle else { throw .connectionClosed }
        guard PQsendQuery(handle, "COMMIT") == 1 else { throw DatabaseError(lost: handle, sql: "COMMIT") }
        isAnswerDue = true
    }

    /// The number of a transaction that has written something. CockroachDB speaks the same protocol, and has no such numbers.
    private func knownNumber() throws(DatabaseError) -> String? {
        if let number { return number }
        guard isPostgres else { return nil }
        return try exchange(sql: Self.numberPreparation) { PQsendQueryPrepared($0, Self.numberQuery, 0, nil, nil, nil, 0) }.scalar
    }

    /// The name of the statement that asks for it.
    static var numberQuery: String { "satchel_number" }

    static var numberPreparation: String { "PREPARE \(numberQuery) AS SELECT pg_current_xact_id_if_assigned()" }

    /// Serialization failure, deadlock, and a statement that the server has prepared for a table which has changed since.
    static func isConflict(_ error: DatabaseError) -> Bool {
        switch error.code {
        case "40001", "40P01", "26000": true
        case "0A000": error.message.hasPrefix("cached plan must not change")
        default: false
        }
    }

    /// After the commit: transactions that see this number's log see the commit.
    func position() throws(DatabaseError) -> String? {
        isPostgres ? try control("SELECT pg_current_wal_lsn()").scalar : nil
    }

    func hasReached(_ position: String) throws(DatabaseError) -> Bool {
        let sql = "SELECT NOT pg_is_in_recovery() OR pg_last_wal_replay_lsn() >= CAST(? AS pg_lsn)"
        return try query(sql, [position]).first?.get(at: 0) ?? false
    }

    var isPostgres: Bool { PQparameterStatus(handle, "crdb_version") == nil }

    /// Ends a transaction of which nothing was sent; whether it was one.
    private func endsUnsent() -> Bool {
        defer { beginning = nil }
        return beginning != nil
    }

    private func noted(_ error: DatabaseError) -> DatabaseError {
        defeat = error
        return error
    }
}
