import CMySQL
import Database

extension MySQLConnection {
    func begin(_ access: TransactionAccess) throws(DatabaseError) {
        (defeat, depth, isReading) = (nil, 0, access == .readOnly)
        switch access {
        case .readOnly:
            try isolate(as: .repeatableRead)
            try control("START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY")
        case .readWrite:
            try isolate(as: configuration.options.isolation)
            try control("START TRANSACTION READ WRITE")
        case .readCommitted:
            try isolate(as: .readCommitted)
            try control("START TRANSACTION READ WRITE")
        }
    }

    /// Said only where the transaction before was of another kind: most are followed by one of their own.
    private func isolate(as isolation: ServerOptions.Isolation) throws(DatabaseError) {
        guard isolation != self.isolation else { return }
        self.isolation = nil
        try control("SET SESSION TRANSACTION ISOLATION LEVEL \(isolation.sql)")
        self.isolation = isolation
    }

    func commit() throws(DatabaseError) {
        if let defeat { throw defeat }
        guard !isReading else { return endReading() }
        do throws(DatabaseError) {
            try control("COMMIT")
        } catch {
            guard isBroken else {
                defeat = error
                throw error
            }
            throw DatabaseError(
                .outcomeUnknown,
                "the connection was lost while a commit was under way, and whether it was applied is not known: "
                    + error.message, code: error.code)
        }
    }

    /// Nothing hangs on the answer to a read's COMMIT: it is taken when the connection is used next.
    private func endReading() {
        guard let handle, mysql_send_query(handle, "COMMIT", 6) == 0 else {
            isLost = true
            return
        }
        isAnswerDue = true
    }

    /// Takes the answer to a read's COMMIT, which nobody has waited for.
    func takeDueAnswer() throws(DatabaseError) {
        guard isAnswerDue, let handle else { return }
        isAnswerDue = false
        guard mysql_read_query_result(handle) != 0 else { return }
        throw failure("COMMIT")
    }

    func rollback() throws(DatabaseError) {
        (defeat, depth) = (nil, 0)
        try control("ROLLBACK")
    }

    func afterCommit(_ hook: @escaping @Sendable () -> Void) { hooks.add(hook) }

    /// Names are numbered: in MySQL a second savepoint of one name takes the place of the first.
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
            guard defeat == nil else { throw error }
            try control("ROLLBACK TO SAVEPOINT \(name)")
            try control("RELEASE SAVEPOINT \(name)")
            throw error
        }
    }

    /// A deadlock, a lock waited for too long, a row or a table (1412) that has changed since the snapshot.
    static func isConflict(_ error: DatabaseError) -> Bool { ["1213", "1205", "1020", "1412"].contains(error.code) }

    /// MariaDB's global transaction id of the latest commit; MySQL's are sets, and are not followed.
    func position() throws(DatabaseError) -> String? {
        guard isMariaDB else { return nil }
        let position = try query("SELECT @@last_gtid", .none).first?.get(at: 0, as: String.self)
        return position?.isEmpty == false ? position : nil
    }

    func hasReached(_ position: String) throws(DatabaseError) -> Bool {
        try query("SELECT MASTER_GTID_WAIT(?, 0)", [position]).first?.get(at: 0, as: Int.self) == 0
    }
}
