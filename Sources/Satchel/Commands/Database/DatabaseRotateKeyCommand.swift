import ArgumentParser
import BucketSQLite

extension DatabaseCommand {
    /// `satchel db rotate-key`
    struct RotateKey: SiteCommand {
        static let configuration = CommandConfiguration(
            abstract: "Encrypt with the newest key what older ones have encrypted.",
            discussion: """
                The keys are those of the option encrypt in DATABASE_URL, newest first. Instances may run meanwhile, if all of them have \
                the new key in front and the old ones behind it. When this is done the old ones are not needed any more.
                """)

        func run(_ app: App) async throws {
            try await withTarget(app) { target in
                let done = try await target.inBucket("rotate-key").rotateKeys()
                Terminal.out.print("encrypted \(done.objects) objects again; all are under the key \(done.key) now")
            }
        }
    }
}
