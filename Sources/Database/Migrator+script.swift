extension Migrator {
    /// The statements that ``upgrade(_:)`` would run, for a person who runs them by the database's own shell; nothing is written. Each
    /// migration stands behind a line that names it, and is a transaction where the engine can take back what changes the schema.
    public func script(_ engine: some DatabaseEngine) async throws -> [String] {
        try await engine.read { transaction in
            let pending = try plan.pending(after: try MigrationLog(transaction: transaction).applied())
            guard !pending.isEmpty else { return [] }
            return try Self.beginning(transaction)
                + pending.flatMap { try Self.script(of: $0.up, $0, transaction) { try $0.add($1) } }
        }
    }

    /// The statements that ``downgrade(_:module:)`` would run.
    public func downgradeScript(_ engine: some DatabaseEngine, module: String) async throws -> [String] {
        try await engine.read { transaction in
            let applied = try MigrationLog(transaction: transaction).applied()
            guard let number = Self.reached(module, in: applied) else { return [] }
            let id = MigrationID(module: module, number: number)
            guard let migration = plan.migrations.first(where: { $0.id == id }), let down = migration.down else {
                throw DatabaseError(.migration, "the migration \(id) has no way back")
            }
            return try Self.beginning(transaction)
                + Self.script(of: down, migration, transaction) { try $0.remove($1.id) }
        }
    }

    /// What has to be so for the rest to be understood, and the table that it is noted in.
    private static func beginning(_ transaction: any Transaction) throws -> [String] {
        let first =
            switch transaction.dialect {
            case .sqlite: "-- For `sqlite3 -bail FILE`: it stops where something fails, and takes back that migration."
            case .postgres: "-- For `psql -v ON_ERROR_STOP=1`: it stops where something fails, and takes back that migration."
            case .mysql:
                "SET SESSION sql_mode = concat(@@sql_mode, ',ANSI_QUOTES,PIPES_AS_CONCAT,NO_BACKSLASH_ESCAPES'), autocommit = 0;"
            }
        let recorder = RecordingTransaction(transaction)
        if try !transaction.tableExists(MigrationLog.table) { try MigrationLog(transaction: recorder).makeTable() }
        return [first] + recorder.statements.map { $0 + ";" }
    }

    private static func script(
        of step: Migration.Step, _ migration: Migration, _ transaction: any Transaction,
        _ log: (MigrationLog, Migration) throws -> Void
    ) throws -> [String] {
        let recorder = RecordingTransaction(transaction)
        try step(recorder)
        try log(MigrationLog(transaction: recorder), migration)
        var lines = recorder.statements.map { $0 + ";" }
        lines = transaction.dialect == .mysql ? lines + ["COMMIT;"] : ["BEGIN;"] + lines + ["COMMIT;"]
        // Inside a transaction it would do nothing.
        if recorder.isWithoutForeignKeys { lines = ["PRAGMA foreign_keys = OFF;"] + lines + ["PRAGMA foreign_keys = ON;"] }
        return ["-- \(migration.id): \(migration.name)"] + lines
    }
}
