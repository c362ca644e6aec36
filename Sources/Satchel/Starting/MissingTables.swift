import Database
import DatabaseSQLite

/// The tables that the migrations make and a database does not have: somebody dropped them by other means.
struct MissingTables {
    private let migrator: Migrator

    init(_ migrator: Migrator) { self.migrator = migrator }

    /// Of a database that has had all migrations. Which tables they make is seen by running them in memory; migrations that run on one
    /// kind of server alone can't be, and then nothing is found.
    func names(in engine: any DatabaseEngine) async throws -> [String] {
        guard let expected = try? await tablesOfTheMigrations() else { return [] }
        let there = Set(try await tables(of: engine).map { $0.lowercased() })
        return expected.filter { !there.contains($0.lowercased()) }
    }

    private func tablesOfTheMigrations() async throws -> [String] {
        let memory = try SQLiteEngine.inMemory()
        do {
            try await migrator.upgrade(memory)
            let names = try await tables(of: memory)
            await memory.close()
            return names
        } catch {
            await memory.close()
            throw error
        }
    }

    private func tables(of engine: any DatabaseEngine) async throws -> [String] {
        try await engine.read { try $0.tableNames().map(\.text) }
    }
}
