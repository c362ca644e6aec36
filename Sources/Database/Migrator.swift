/// Brings a database to the schema that the program knows.
///
///     try await Migrator(accounts.migrations + Note.migrations).upgrade(engine)
///
/// Each migration runs in a transaction of its own, with its line in `schema_migrations`. What is still to do is decided inside that
/// transaction, behind a lock: of ten instances that start at once one runs it, and the others find it done.
///
/// MySQL and MariaDB commit with each statement that changes the schema: there a migration that fails halfway stays halfway.
public struct Migrator: Sendable {
    private let plan: MigrationPlan

    /// A migrator of these migrations.
    ///
    /// - Parameter migrations: of all modules; modules run in the order in which they come here, each by its numbers.
    /// - Throws: ``DatabaseError/Kind/migration`` where two have one number, or one is missing.
    public init(_ migrations: [Migration]) throws(DatabaseError) {
        plan = try MigrationPlan(migrations)
    }

    /// All that the program knows, in the order in which they run.
    public var known: [Migration] { plan.migrations }

    /// Runs what the database has not had yet.
    ///
    /// - Returns: what this call ran.
    /// - Throws: ``DatabaseError/Kind/migration`` where the database is newer than the program, or a migration fails; the failing one
    ///   leaves nothing behind, those before it stay.
    @discardableResult
    public func upgrade(_ engine: some DatabaseEngine) async throws -> [MigrationID] {
        var done: [MigrationID] = []
        // On the state that is known anyway. Where it leaves something to do, that is looked at again inside the transaction.
        var remaining = try await pending(engine, since: Arrival())
        while !remaining.isEmpty {
            let step = try await engine.write(runNext)
            if let ran = step.ran { done.append(ran) }
            remaining = step.remaining
        }
        return done
    }

    /// Takes back the newest migration of a module.
    ///
    /// - Returns: which; `nil` where the module has had none.
    /// - Throws: ``DatabaseError/Kind/migration`` where it has no way back.
    @discardableResult
    public func downgrade(_ engine: some DatabaseEngine, module: String) async throws -> MigrationID? {
        try await engine.write { transaction in
            let lock = try MigrationLock(transaction)
            defer { lock.release() }
            let log = MigrationLog(transaction: transaction)
            let applied = try log.applied()
            _ = try plan.pending(after: applied)
            guard let number = Self.reached(module, in: applied) else { return nil }
            let id = MigrationID(module: module, number: number)
            guard let down = plan.migrations.first(where: { $0.id == id })?.down else {
                throw DatabaseError(.migration, "the migration \(id) has no way back")
            }
            try Self.run(down, of: id, in: transaction)
            try log.remove(id)
            return id
        }
    }

    /// The number of the newest migration of a module among these; `nil` where there is none.
    private static func reached(_ module: String, in applied: [AppliedMigration]) -> Int? {
        applied.lazy.filter { $0.id.module == module }.map(\.id.number).max()
    }

    /// - Throws: ``DatabaseError/Kind/migration`` where the program has no migrations of that name.
    package func require(module: String) throws {
        let known = Set(plan.migrations.map(\.id.module))
        guard !known.contains(module) else { return }
        throw DatabaseError(
            .migration, "the program has no migrations of \(module): it has those of \(known.sorted().joined(separator: ", "))")
    }

    /// Writes down, without running anything, that the database has had the migrations of a module up to a number: it adopts a
    /// database that has their tables already.
    ///
    /// - Throws: ``DatabaseError/Kind/migration`` where the program has none of that number, or the database has had later ones.
    public func stamp(_ engine: some DatabaseEngine, module: String, upTo number: Int) async throws {
        try require(module: module)
        guard plan.migrations.contains(where: { $0.id == MigrationID(module: module, number: number) }) else {
            throw DatabaseError(.migration, "the program knows no migration \(module) \(number)")
        }
        try await engine.write { transaction in
            let lock = try MigrationLock(transaction)
            defer { lock.release() }
            let log = MigrationLog(transaction: transaction)
            try log.makeTable()
            let applied = try log.applied()
            if let reached = Self.reached(module, in: applied), reached > number {
                throw DatabaseError(.migration, "\(module) is at \(reached) already: db downgrade takes migrations back")
            }
            for migration in try plan.pending(after: applied)
            where migration.id.module == module && migration.id.number <= number {
                try log.add(migration)
            }
        }
    }

    /// What the database has had, oldest first.
    public func history(_ engine: some DatabaseEngine) async throws -> [AppliedMigration] {
        try await engine.read { try MigrationLog(transaction: $0).applied() }
    }

    /// The newest migration of each module that the database has had.
    public func current(_ engine: some DatabaseEngine) async throws -> [MigrationID] {
        let newest = Dictionary(grouping: try await history(engine).map(\.id), by: \.module)
            .compactMap { $0.value.max { $0.number < $1.number } }
        return newest.sorted { $0.module < $1.module }
    }

    /// What ``upgrade(_:)`` would run.
    ///
    /// - Throws: ``DatabaseError/Kind/migration`` where the database is newer than the program.
    public func pending(_ engine: some DatabaseEngine) async throws -> [MigrationID] {
        try await pending(engine, since: engine.arrival())
    }

    private func pending(_ engine: some DatabaseEngine, since arrival: Arrival) async throws -> [MigrationID] {
        try await engine.read(since: arrival) { transaction in
            try plan.pending(after: try MigrationLog(transaction: transaction).applied()).map(\.id)
        }
    }

    /// The statements that ``upgrade(_:)`` would run, each migration's after a line that names it; nothing is written.
    public func script(_ engine: some DatabaseEngine) async throws -> [String] {
        try await engine.read { transaction in
            let pending = try plan.pending(after: try MigrationLog(transaction: transaction).applied())
            return try pending.flatMap { try Self.script(of: $0.up, $0.id, $0.name, transaction) { try $0.add($1) } }
        }
    }

    /// The statements that ``downgrade(_:module:)`` would run.
    public func downgradeScript(_ engine: some DatabaseEngine, module: String) async throws -> [String] {
        try await engine.read { transaction in
            let applied = try MigrationLog(transaction: transaction).applied()
            guard let number = applied.lazy.filter({ $0.id.module == module }).map(\.id.number).max() else { return [] }
            let id = MigrationID(module: module, number: number)
            guard let migration = plan.migrations.first(where: { $0.id == id }), let down = migration.down else {
                throw DatabaseError(.migration, "the migration \(id) has no way back")
            }
            return try Self.script(of: down, id, migration.name, transaction) { try $0.remove($1.id) }
        }
    }

    private static func script(
        of step: Migration.Step, _ id: MigrationID, _ name: String, _ transaction: any Transaction,
        _ log: (MigrationLog, Migration) throws -> Void
    ) throws -> [String] {
        let recorder = RecordingTransaction(transaction)
        try step(recorder)
        try log(MigrationLog(transaction: recorder), Migration(module: id.module, number: id.number, name: name, up: ""))
        return ["-- \(id): \(name)"] + recorder.statements.map { $0 + ";" }
    }

    private func runNext(_ transaction: any Transaction) throws -> (ran: MigrationID?, remaining: [MigrationID]) {
        let lock = try MigrationLock(transaction)
        defer { lock.release() }
        let log = MigrationLog(transaction: transaction)
        try log.makeTable()
        let pending = try plan.pending(after: try log.applied())
        guard let next = pending.first else { return (nil, []) }
        try Self.run(next.up, of: next.id, in: transaction)
        try log.add(next)
        return (next.id, pending.dropFirst().map(\.id))
    }

    /// Names the migration in what it throws, but for what is not its fault: there the engine may try again.
    private static func run(_ step: Migration.Step, of id: MigrationID, in transaction: any Transaction) throws {
        do {
            try step(transaction)
        } catch let error as DatabaseError {
            switch error.kind {
            case .busy, .unavailable, .outcomeUnknown, .corrupt, .readOnly: throw error
            default:
                let rest = transaction.dialect == .mysql ? "stopped where it was" : "left nothing behind"
                throw DatabaseError(
                    .migration, "the migration \(id) failed and \(rest): \(error.message)", sql: error.sql, code: error.code)
            }
        }
    }
}
