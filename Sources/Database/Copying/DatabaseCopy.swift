/// Copies all rows of a database into another, of any engine.
///
/// 1. The tables are there already: the target has had the same migrations. What has no place there is refused before a row is written.
/// 2. The source is read as one state, into a spool on the disk; the target is written in one transaction: all or nothing, and whichever
///    engine runs its closure again finds the same rows.
/// 3. Before it is committed the target is read back, and the number of rows and their checksums are compared, table by table: what the
///    target can't hold as it was (a decimal of more digits) is told with its row, and nothing stays there.
public struct DatabaseCopy: Sendable {
    /// How far it is: what is done, and how many rows of how many.
    public typealias Progress = @Sendable (_ what: String, _ done: Int, _ total: Int) -> Void

    /// A table that was copied.
    public struct Copied: Sendable, Hashable {
        /// The table that was copied.
        public let table: SQLName
        /// How many rows it has.
        public let rows: Int
        /// The same on both sides.
        public let checksum: String
    }

    /// Tables that are left out: what the target has its own of (its migrations, and what a bucket notes in the file about commits and its
    /// store), and what the caller says.
    public var skipped: Set<SQLName> = [MigrationLog.table, MigrationSteps.table, "satchel_commits", "satchel_store"]
    /// Whether rows that are there already go.
    public var overwrites = false
    private let progress: Progress

    /// A copy that tells `progress` how far it is: the table, rows done, rows in all.
    public init(progress: @escaping Progress = { _, _, _ in }) { self.progress = progress }

    /// Copies every table: into a file first, then from there, then compares both.
    ///
    /// - Parameter path: a file, which has a name for a moment only.
    /// - Returns: the tables in the order in which they were copied.
    /// - Throws: ``DatabaseError/Kind/misuse`` where something has no place in the target, or it holds rows already; whatever a row was
    ///   refused with, naming it; ``DatabaseError/Kind/decoding`` where one came back as another.
    public func run(
        from source: some DatabaseEngine, to target: some DatabaseEngine, spool path: String
    ) async throws -> [Copied] {
        try await refuseRows(in: target, of: source)
        let plan = try await plan(source, target)
        let spool = try RowSpool(path: path)
        let read = try await source.read { transaction in try self.fill(spool, plan, transaction) }
        try await target.write { transaction in
            try self.write(spool, plan, read, transaction)
            try self.compare(spool, plan, read, transaction)
        }
        return zip(plan, read).map { Copied(table: $0.name, rows: $1.count, checksum: $1.text) }
    }

    /// Refuses a target that holds rows, unless ``overwrites`` is said. Before a target is brought up to date, too: what its migrations
    /// write of their own is no reason, and may go.
    ///
    /// - Throws: ``DatabaseError/Kind/misuse`` where a table that the source has too has rows there.
    public func refuseRows(in target: some DatabaseEngine, of source: some DatabaseEngine) async throws {
        guard !overwrites else { return }
        let skipped = skipped
        let ours = try await source.read { try $0.tableNames() }.filter { !skipped.contains($0) }
        let found = try await target.read { transaction in
            let theirs = Set(try transaction.tableNames())
            return try ours.first { name in
                guard theirs.contains(name) else { return false }
                return try transaction.first("SELECT 1 FROM \(SchemaSQL(transaction.dialect).quoted(name)) LIMIT 1") != nil
            }
        }
        guard let found else { return }
        throw DatabaseError(.misuse, "the target is not empty: \(found) has rows. Nothing was changed")
    }

    /// The tables, parents before children.
    private func plan(_ source: some DatabaseEngine, _ target: some DatabaseEngine) async throws -> [CopiedTable] {
        let skipped = skipped
        let theirs = try await target.read { transaction in
            try transaction.tableNames().compactMap { try transaction.schema(of: $0) }
        }
        let ours = try await source.read { transaction in
            try transaction.tableNames().filter { !skipped.contains($0) }.compactMap { try transaction.schema(of: $0) }
        }
        let tables = try ours.map { table in try CopiedTable(table, theirs.first { $0.name == table.name }) }
        return CopiedTable.sorted(tables)
    }

    private func fill(
        _ spool: RowSpool, _ plan: [CopiedTable], _ transaction: any Transaction
    ) throws -> [RowDigest] {
        try spool.clear()
        return try plan.map { table in
            try TableReader(table, transaction).digest { rows in
                for row in rows { try spool.append(row.values) }
            } progress: {
                progress("reading \(table.name)", $0, $1)
            }
        }
    }

    private func write(
        _ spool: RowSpool, _ plan: [CopiedTable], _ read: [RowDigest], _ transaction: any Transaction
    ) throws {
        try spool.rewind()
        try transaction.withoutAnyForeignKeys(of: plan.map(\.target)) {
            for table in plan.reversed() {
                try transaction.execute("DELETE FROM \(SchemaSQL(transaction.dialect).quoted(table.name))")
            }
            for (table, digest) in zip(plan, read) {
                try TableWriter(table, transaction).write(digest.count, from: spool) {
                    progress("writing \(table.name)", $0, digest.count)
                }
            }
        }
        for table in plan { try transaction.moveSequence(of: table.target) }
    }

    private func compare(
        _ spool: RowSpool, _ plan: [CopiedTable], _ read: [RowDigest], _ transaction: any Transaction
    ) throws {
        for (place, (table, before)) in zip(plan, read).enumerated() {
            let after = try TableReader(table, transaction).digest { progress("comparing \(table.name)", $0, $1) }
            guard before == after else {
                throw try WrongRow(spool, plan, read, transaction).error(in: place)
                    ?? DatabaseError(
                        .decoding,
                        """
                        \(table.name) is not the same: \(before.count) rows with checksum \(before.text) were read, and \(after.count) with \
                        \(after.text) stood in the target. Nothing was changed
                        """)
            }
        }
    }
}
