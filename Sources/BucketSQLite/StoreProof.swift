import Database
import Logging
import ObjectStore
import Synchronization

/// What this process has found out about its store, on its way into the next manifest.
final class StoreProof: Sendable {
    private let passed = Atomic<UInt64>(0)

    /// ``StoreProbe/mark(of:)`` of a store that passed.
    var mark: UInt64? {
        let mark = passed.load(ordering: .acquiring)
        return mark == 0 ? nil : mark
    }

    func record(_ mark: UInt64) { passed.store(mark, ordering: .releasing) }
}

/// The same as a row of the database: `layout=file` has no other place that every instance reads anyway.
enum StoreProofTable {
    static func record(_ mark: UInt64, _ transaction: any Transaction) throws(DatabaseError) {
        try transaction.execute("CREATE TABLE IF NOT EXISTS satchel_store (mark INTEGER PRIMARY KEY)", .none)
        try transaction.execute("DELETE FROM satchel_store", .none)
        try transaction.execute(
            "INSERT INTO satchel_store (mark) VALUES (?)", .positional([.integer(Int64(bitPattern: mark))]))
    }

    static func mark(_ transaction: any Transaction) throws(DatabaseError) -> UInt64? {
        let exists = try transaction.query("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'satchel_store'", .none)
        guard !exists.isEmpty else { return nil }
        let rows = try transaction.query("SELECT mark FROM satchel_store", .none)
        guard case .integer(let mark)? = rows.first?["mark"] else { return nil }
        return UInt64(bitPattern: mark)
    }
}

extension BucketEngine {
    /// Makes sure that the store keeps what it promises about conditions: probes it, unless it was probed with this lineage before,
    /// and records that it passed. For the start of whatever writes; a later start asks nothing.
    ///
    /// Throws a `DatabaseError` where the store ignores conditions, saying which and what to do. A store that may only be read is
    /// taken as it is.
    public func ensureConditions() async throws {
        guard !core.options.ignoreConflicts, core.options.sync == .request else { return }
        let mark = StoreProbe.mark(of: core.store)
        if try await recordedMark() == mark { return }
        do {
            let probe = StoreProbe(of: core.store, key: core.layout.key, runtime: core.runtime)
            try StoreProbe.check(try await probe.run(), of: core.store)
        } catch let error as StoreError where error.kind == .denied {
            return core.logger.warning(
                "the store could not be probed: this program may not write there", metadata: ["error": "\(error)"])
        }
        core.logger.info("the store passed the probe", metadata: ["store": "\(core.store.description)"])
        try await record(mark)
    }

    /// So that no later start probes again: at once where the database is there, which may be read for long before anything is
    /// written (an import); else with its first commit.
    private func record(_ mark: UInt64) async throws {
        guard let layout = core.layout as? LTXLayout else { return try await write { try StoreProofTable.record(mark, $0) } }
        layout.proof.record(mark)
        guard try await core.knownBase().state.manifest != nil else { return }
        let operations = BucketOperations(
            key: layout.key, in: core.store, options: core.options, logger: core.logger, runtime: core.runtime)
        try await operations.apply(.prove(mark))
    }

    private func recordedMark() async throws -> UInt64? {
        if core.layout is LTXLayout { return try await core.knownBase().state.manifest?.provenStore }
        return try await read { try StoreProofTable.mark($0) }
    }
}
