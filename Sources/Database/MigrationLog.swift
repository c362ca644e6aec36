#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// The table `schema_migrations`: which migrations the database has had.
struct MigrationLog {
    let transaction: any Transaction

    static let table: SQLName = "schema_migrations"

    func makeTable() throws(DatabaseError) {
        try transaction.execute(
            """
            CREATE TABLE IF NOT EXISTS schema_migrations (
                module VARCHAR(100) NOT NULL, number INTEGER NOT NULL, name VARCHAR(200) NOT NULL,
                applied_at VARCHAR(30) NOT NULL, PRIMARY KEY (module, number))
            """)
    }

    /// In the order in which they were applied; none where there is no table yet.
    func applied() throws(DatabaseError) -> [AppliedMigration] {
        guard try transaction.tableExists(Self.table) else { return [] }
        let sql = "SELECT module, number, name, applied_at FROM schema_migrations ORDER BY applied_at, module, number"
        var applied: [AppliedMigration] = []
        for row in try transaction.query(sql) {
            let id = MigrationID(module: try row.get("module"), number: try row.get("number"))
            applied.append(AppliedMigration(id: id, name: try row.get("name"), appliedAt: try row.get("applied_at")))
        }
        return applied
    }

    func add(_ migration: Migration) throws(DatabaseError) {
        try transaction.execute(
            "INSERT INTO schema_migrations (module, number, name, applied_at) VALUES (:module, :number, :name, :at)",
            [
                "module": migration.id.module, "number": migration.id.number, "name": migration.name,
                "at": Date(),
            ])
    }

    func remove(_ id: MigrationID) throws(DatabaseError) {
        try transaction.execute(
            "DELETE FROM schema_migrations WHERE module = :module AND number = :number",
            ["module": id.module, "number": id.number])
    }
}
