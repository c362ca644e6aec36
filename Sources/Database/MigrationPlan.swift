/// The migrations that a program knows, against those that a database has had: a value, without a database.
struct MigrationPlan: Sendable {
    /// Modules in the order in which they were given, each with its migrations 1, 2, 3, …
    let migrations: [Migration]
    private let newest: [String: Int]

    /// - Throws: ``DatabaseError/Kind/migration`` where two have one number, or one is missing.
    init(_ given: [Migration]) throws(DatabaseError) {
        var modules: [String] = []
        var byModule: [String: [Migration]] = [:]
        for migration in given {
            if byModule[migration.id.module] == nil { modules.append(migration.id.module) }
            byModule[migration.id.module, default: []].append(migration)
        }
        var migrations: [Migration] = []
        for module in modules {
            let sorted = (byModule[module] ?? []).sorted { $0.id.number < $1.id.number }
            try Self.checkNumbers(sorted)
            migrations += sorted
        }
        self.migrations = migrations
        newest = byModule.mapValues(\.count)
    }

    private static func checkNumbers(_ sorted: [Migration]) throws(DatabaseError) {
        for (expected, migration) in zip(1..., sorted) where migration.id.number != expected {
            let text =
                migration.id.number < expected
                ? "two migrations are \(migration.id): give one of them the next number"
                : "the migration \(migration.id.module) \(expected) is missing: numbers go 1, 2, 3, …"
            throw DatabaseError(.migration, text)
        }
    }

    /// What is still to run, in order.
    ///
    /// - Throws: ``DatabaseError/Kind/migration`` where the database is newer than the program, or had another history.
    func pending(after applied: [AppliedMigration]) throws(DatabaseError) -> [Migration] {
        for done in applied { try check(done, numbers: applied) }
        let done = Set(applied.map(\.id))
        return migrations.filter { !done.contains($0.id) }
    }

    /// A module that the program does not know is let be: its tables harm nobody.
    private func check(_ done: AppliedMigration, numbers applied: [AppliedMigration]) throws(DatabaseError) {
        let module = done.id.module
        guard let newest = newest[module] else { return }
        let reached = applied.lazy.filter { $0.id.module == module }.map(\.id.number).max() ?? 0
        guard reached <= newest else {
            throw DatabaseError(
                .migration,
                """
                the database is newer than the program: its \(module) migrations have reached \(reached), the program knows \
                \(newest). Nothing was changed: start the newer program, or go back to \(newest) with the newer program's db downgrade
                """)
        }
        if let known = migrations.first(where: { $0.id == done.id }), known.name != done.name {
            throw DatabaseError(
                .migration,
                """
                the migration \(done.id) is "\(known.name)" in the program and was "\(done.name)" when the database had it: a \
                migration that was released is never changed; give the new one the next number
                """)
        }
    }
}
