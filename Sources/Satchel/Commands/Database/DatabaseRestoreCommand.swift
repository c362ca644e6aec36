import ArgumentParser
import BucketSQLite
import Database

extension DatabaseCommand {
    /// `satchel db restore`
    struct Restore: SiteCommand {
        static let configuration = CommandConfiguration(
            abstract: "Put a past state in the database's place, or beside it.",
            discussion: """
                Exact to the commit for as long as retention= in DATABASE_URL says (24h by default). Running instances go on with the \
                restored state. The restore can be undone: restore the commit that it names as replaced. Works with layout=ltx; a \
                plain SQLite file has no history, there the bucket's own versioning is what keeps older states.
                """)

        @Option(name: .customLong("at"), help: "The moment: 2026-11-21T14:30:00Z, or 2026-11-21 14:30 (UTC).")
        var time: String?
        @Option(name: .customLong("txid"), help: "The commit, as `db info` numbers them.")
        var commit: UInt64?
        @Option(name: .customLong("to"), help: "Another key of the bucket to restore into; the database itself stays as it is.")
        var key: String?
        @OptionGroup var overwriting: Overwriting

        func validate() throws {
            guard (time == nil) != (commit == nil) else { throw ValidationError("Say either --at TIME or --txid N.") }
            if let time, Timestamp(time) == nil {
                throw ValidationError("--at \(time) is no time: write 2026-11-21T14:30:00Z, or 2026-11-21 14:30 for UTC.")
            }
        }

        private var point: RestorePoint {
            if let moment = time.flatMap({ Timestamp($0) }) { return .time(moment.microseconds / 1000) }
            return .commit(commit ?? 0)
        }

        func run(_ app: App) async throws {
            try await withTarget(app) { target in
                let operations = try target.inBucket("restore")
                guard key != nil || overwriting.isAllowed else {
                    throw StartError(
                        "restoring replaces the newest state of \(operations.key); nothing was changed. With --yes it is done, with --to KEY beside it"
                    )
                }
                let restored = try await operations.restore(to: point, into: key, overwrites: overwriting.isAllowed)
                Terminal.out.print("restored commit \(restored.commit) of \(Shown.time(restored.timestamp)) as \(restored.key)")
                if let replaced = restored.replaced {
                    Terminal.out.print("replaced commit \(replaced): --txid \(replaced) undoes it")
                }
            }
        }
    }
}
