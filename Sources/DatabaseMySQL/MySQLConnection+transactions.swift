import CMySQL
import Database

extension MySQLConnection {
    /// Without autocommit the first statement begins a transaction of the kind that the session was told last: nothing is sent where
    /// the one before was of the same kind, as most are.
    func begin(_ access: TransactionAccess) throws(DatabaseError) {
        (defeat, depth, hasAnswered) = (nil, 0, false)
        let kind = TransactionKind(access, configuration.options)
        guard kind != self.kind else { return }
        self.kind = nil
        try control("SET SESSION TRANSACTION \(kind.sql)")
        (self.kind, hasAnswered) = (kind, false)
    }

    func commit() throws(DatabaseError) {
        if let defeat { throw defeat }
        guard let handle, !isLost else { throw closed }
        guard hasAnswered else { return }
        guard kind?.isReadOnly != true else { return endReading(handle) }
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
    private func endReading(_ handle: UnsafeMutablePointer<MYSQL>) {
        isAnswerDue = mysql_send_query(handle, "COMMIT", 6) == 0
        isLost = !isAnswerDue
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
        if hasAnswered { try control("ROLLBACK") }
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
