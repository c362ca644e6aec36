import Database

/// Writes that share one transaction: each a savepoint, so that one that fails is undone alone; one commit, and so one fsync (or
/// one PUT), for all of them.
package struct WriteBatch: Sendable {
    package let writes: [any WriteJob]

    package init(_ writes: [any WriteJob]) {
        self.writes = writes
    }

    /// Begins a transaction and runs every write in it; ends with the transaction open.
    ///
    /// - Throws: when the transaction as a whole is lost (no lock, disk full, I/O error, `OR ROLLBACK`).
    package func attempt(
        on connection: SQLiteConnection, _ beginning: SQLiteConnection.Beginning = .immediate
    ) throws(DatabaseError) {
        try connection.begin(beginning)
        for write in writes {
            write.attempt(on: connection)
            // What the write threw itself says more than that the transaction is gone.
            guard connection.isInTransaction else { throw write.failure as? DatabaseError ?? .transactionGone }
        }
    }

    package func deliver() {
        for write in writes { write.deliver() }
    }

    package func fail(_ error: any Error) {
        for write in writes { write.fail(error) }
    }

    /// Runs and commits the batch on a database of its own.
    ///
    /// Where the whole fails, each write is tried alone: so only the one that is the cause fails (a deferred foreign key is checked
    /// no earlier than at the commit).
    package func run(on connection: SQLiteConnection) {
        do {
            try attempt(on: connection)
            try connection.commit()
            deliver()
        } catch {
            do { try connection.rollback() } catch { return fail(error) }
            guard writes.count > 1, error.kind != .busy else { return fail(error) }
            for write in writes { WriteBatch([write]).run(on: connection) }
        }
    }
}
