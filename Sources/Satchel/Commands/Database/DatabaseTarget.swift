import BucketSQLite
import Database
import ObjectStore

/// What a `db` command works on: a database in a bucket, or a plain file.
enum DatabaseTarget {
    case bucket(BucketOperations)
    case file(path: String)

    /// - Parameter options: changes what the URL says.
    init(_ launch: Launch, _ progress: ProgressLine, options change: (inout BucketOptions) -> Void = { _ in }) throws {
        let settings = launch.app.settings
        switch settings.database {
        case .sqlite(let path): self = .file(path: path.hasPrefix("/") ? path : settings.directory + "/" + path)
        case .bucket(let name, let key, var options):
            change(&options)
            let store = try DatabaseURL.store(name, options, environment: settings.variables, logger: launch.logger)
            self = .bucket(
                BucketOperations(key: key, in: store, options: options, logger: launch.logger, progress: progress.report))
        case .postgres, .mysql:
            throw StartError(
                "DATABASE_URL names a database server: this command is for files and buckets, and servers have their own")
        }
    }

    /// The bucket's operations; a plain file has none of these.
    func inBucket(_ command: String) throws(StartError) -> BucketOperations {
        switch self {
        case .bucket(let operations): return operations
        case .file:
            throw StartError(
                "`db \(command)` works on a database in a bucket, and DATABASE_URL names a plain file: copy the file instead, or see `db export`"
            )
        }
    }
}

extension SiteCommand {
    /// Runs `body` on the database that the settings name, without opening it for the site; errors say what to add.
    func withTarget(
        _ app: App, options change: (inout BucketOptions) -> Void = { _ in }, _ body: (DatabaseTarget) async throws -> Void
    ) async throws {
        let progress = ProgressLine()
        defer { progress.finish() }
        do {
            let target = try DatabaseTarget(try Launch(app), progress, options: change)
            try await body(target)
            progress.finish()
        } catch let refusal as OverwriteRefused {
            throw StartError("\(refusal); with --yes it is replaced")
        }
    }
}

/// How numbers and times are shown.
enum Shown {
    static func bytes(_ count: Int) -> String {
        switch count {
        case ..<10_000: "\(count) bytes"
        case ..<10_000_000: "\(count / 1000) kB"
        default: "\(count / 1_000_000) MB"
        }
    }

    /// UTC, to the second.
    static func time(_ milliseconds: Int64) -> String {
        "\(Timestamp(microseconds: milliseconds * 1000).text.prefix(19)) UTC"
    }
}
