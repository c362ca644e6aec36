import ArgumentParser
import BucketSQLite

extension DatabaseCommand {
    /// `satchel db verify`
    struct Verify: SiteCommand {
        static let configuration = CommandConfiguration(
            abstract: "Check the database and everything that it consists of.",
            discussion: """
                Manifest, segments, archives, page checksums, SQLite's integrity_check and foreign_key_check. Reads all of it, changes \
                nothing. Ends with 1 where something is wrong.
                """)

        func run(_ app: App) async throws {
            try await withTarget(app) { target in
                let findings: [Finding]
                switch target {
                case .bucket(let operations): findings = try await operations.verify()
                case .file(let path):
                    findings = try DatabaseFileCopy.findings(path).map { Finding(weight: .damage, description: $0) }
                }
                for finding in findings {
                    Terminal.out.print(finding.weight == .damage ? "DAMAGE  \(finding)" : "note    \(finding)")
                }
                guard !findings.contains(where: { $0.weight == .damage }) else { throw ExitCode.failure }
                Terminal.out.print("the database is sound")
            }
        }
    }
}
