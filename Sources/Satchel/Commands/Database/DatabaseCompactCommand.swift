import ArgumentParser
import BucketSQLite

extension DatabaseCommand {
    /// `satchel db compact`
    struct Compact: SiteCommand {
        static let configuration = CommandConfiguration(
            abstract: "Merge all segments into one snapshot, and delete what nothing lists.",
            discussion: """
                Instances do this by themselves in the background while a database is small. Nothing that can be restored is lost, and \
                instances may run meanwhile. The packed database must fit into memory, and into one object of 5 GB.
                """)

        func run(_ app: App) async throws {
            try await withTarget(app) { target in
                let done = try await target.inBucket("compact").compact()
                Terminal.out.print(
                    done.segments > 0
                        ? "merged \(done.segments) segments into one of \(Shown.bytes(done.size))" : "there was nothing to merge")
                if done.orphans > 0 { Terminal.out.print("deleted \(done.orphans) objects that nothing lists") }
                if done.orphansKept > 0 {
                    Terminal.out.print(
                        "kept \(done.orphansKept) objects that nothing lists: they are young, or may still be needed")
                }
            }
        }
    }
}
