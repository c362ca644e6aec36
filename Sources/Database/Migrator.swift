/// Brings a database to the schema that the program knows.
///
///     try await Migrator(accounts.migrations + Note.migrations).upgrade(engine)
///
/// Each migration runs in a transaction of its own, with its line in `schema_migrations`. What is still to do is decided inside that
/// transaction, behind a lock: of ten instances that start at once one runs it, and the others find it done.
///
/// MySQL and MariaDB commit with each statement that changes the schema: there a migration that fails halfway stays halfway, and the
/// next run goes on where it stopped.
public struct Migrator: Sendable {
    let plan: MigrationPlan

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
    ///   leaves nothing behind (on MySQL and MariaDB it says where it stopped), those before it stay.
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
            try Self.run(down, of: id, isUp: false, in: transaction) { try log.remove(id) }
            return id
        }
    }

    /// The number of the newest migration of a module among these; `nil` where there is none.
    static func reached(_ module: String, in applied: [AppliedMigration]) -> Int? {
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
            try MigrationSteps.forget(module, in: transaction)
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

    private func runNext(_ transaction: any Transaction) throws -> (ran: MigrationID?, remaining: [MigrationID]) {
        let lock = try MigrationLock(transaction)
        defer { lock.release() }
        let log = MigrationLog(transaction: transaction)
        try log.makeTable()
        let pending = try plan.pending(after: try log.applied())
        guard let next = pending.first else { return (nil, []) }
        try Self.run(next.up, of: next.id, isUp: true, in: transaction) { try log.add(next) }
        return (next.id, pending.dropFirst().map(\.id))
    }

    /// Runs a migration and writes it down.
    private static func run(
        _ step: Migration.Step, of id: MigrationID, isUp: Bool, in transaction: any Transaction, _ note: () throws -> Void
    ) throws {
        guard transaction.dialect == .mysql else {
            try naming(id, { "left nothing behind" }) { try step(transaction) }
            return try note()
        }
        if let halfway = try MigrationSteps.halfway(id.module, in: transaction), halfway != (id, isUp) {
            throw MigrationSteps.isHalfway(halfway.id, isUp: halfway.isUp)
        }
        let steps = try MigrationSteps(id, isUp: isUp, in: transaction)
        try naming(id, { steps.whatStays }) { try step(steps) }
        try note()
        try steps.end()
    }

    /// Names the migration in what it throws, but for what is not its fault: there the engine may try again.
    private static func naming(_ id: MigrationID, _ whatStays: () -> String, _ body: () throws -> Void) throws {
        do {
            try body()
        } catch let error as DatabaseError {
            switch error.kind {
            case .busy, .unavailable, .outcomeUnknown, .corrupt, .readOnly: throw error
            default:
                throw DatabaseError(
                    .migration, "the migration \(id) failed and \(whatStays()): \(error.message)", sql: error.sql,
                    code: error.code)
            }
        }
    }
}
