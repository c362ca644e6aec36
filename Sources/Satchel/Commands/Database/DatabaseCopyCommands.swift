import Accounts
import ArgumentParser
import BucketSQLite
import DatabaseSQLite

/// The leave to replace what exists.
struct Overwriting: ParsableArguments {
    @Flag(name: .customLong("yes"), help: "Replace what exists there.")
    var isAllowed = false
}

extension DatabaseCommand {
    /// `satchel db export`
    struct Export: SiteCommand {
        static let configuration = CommandConfiguration(
            abstract: "Write the newest state to a plain SQLite file.",
            discussion: "One state of the database, whatever is written meanwhile. The file appears whole or not at all.")

        @Argument(help: "The file to make.")
        var file: String
        @OptionGroup var overwriting: Overwriting

        func run(_ app: App) async throws {
            try await withTarget(app) { target in
                switch target {
                case .bucket(let operations):
                    let size = try await operations.export(to: file, overwrites: overwriting.isAllowed)
                    Terminal.out.print("exported \(Shown.bytes(size)) to \(file)")
                case .file(let path):
                    try DatabaseFileCopy.export(path, to: file, overwrites: overwriting.isAllowed)
                    Terminal.out.print("exported to \(file)")
                }
            }
        }
    }

    /// `satchel db import`
    struct Import: SiteCommand {
        static let configuration = CommandConfiguration(
            abstract: "Put a plain SQLite file in the database's place.",
            discussion: """
                The file is checked first, and taken with what its write-ahead log holds. Flask-User's databases work too: the site \
                brings their tables up to date when it starts. In layout=ltx what was replaced can be restored for as long as the \
                retention time says; in layout=file only the bucket's own versioning keeps it.
                """)

        @Argument(help: "The SQLite file.")
        var file: String
        @OptionGroup var overwriting: Overwriting

        func run(_ app: App) async throws {
            try await withTarget(app) { target in
                switch target {
                case .bucket(let operations):
                    let founded = try await operations.importFile(file, overwrites: overwriting.isAllowed)
                    Terminal.out.print(
                        "imported \(file) as \(operations.key), layout=\(founded.layout.rawValue): \(Shown.bytes(founded.bytes)) uploaded"
                    )
                case .file(let path):
                    try DatabaseFileCopy.importFile(file, over: path, overwrites: overwriting.isAllowed)
                    Terminal.out.print("imported \(file) as \(path)")
                }
            }
            try tellUnverifiable()
        }

        /// Nobody should hear of it from people who can't sign in.
        private func tellUnverifiable() throws {
            let connection = try SQLiteConnection(path: file, mode: .readOnly)
            defer { connection.close() }
            for line in try UnverifiablePasswords(in: connection).words { Terminal.out.print(line) }
        }
    }

    /// `satchel db convert`
    struct Convert: SiteCommand {
        static let configuration = CommandConfiguration(
            abstract: "Change how the database lies in the bucket.",
            discussion: """
                file: one plain SQLite file, uploaded whole with each commit. ltx: a manifest and segments, a commit costs what it \
                changes. Stop the instances first, and start them with the new layout= in DATABASE_URL: those that run with the old \
                one can't read the database any more.
                """)

        @Option(help: "The new layout: file or ltx.")
        var layout: LayoutName
        @OptionGroup var overwriting: Overwriting

        func run(_ app: App) async throws {
            try await withTarget(app) { target in
                let operations = try target.inBucket("convert")
                guard overwriting.isAllowed else {
                    throw StartError("converting replaces \(operations.key); nothing was changed. With --yes it is done")
                }
                guard let founded = try await operations.convert(to: layout.layout) else {
                    return Terminal.out.print("\(operations.key) has layout=\(layout.rawValue) already")
                }
                Terminal.out.print(
                    "converted \(operations.key): \(Shown.bytes(founded.bytes)) uploaded. Set layout=\(layout.rawValue) in DATABASE_URL now"
                )
            }
        }
    }

    /// `satchel db branch`
    struct Branch: SiteCommand {
        static let configuration = CommandConfiguration(
            abstract: "Copy the newest state to another key of the bucket.",
            discussion: "The copy is a database of its own, in the same layout: what is written to one is not seen by the other.")

        @Argument(help: "The key of the copy.")
        var key: String
        @OptionGroup var overwriting: Overwriting

        func run(_ app: App) async throws {
            try await withTarget(app) { target in
                let founded = try await target.inBucket("branch").branch(to: key, overwrites: overwriting.isAllowed)
                Terminal.out.print("copied to \(key), layout=\(founded.layout.rawValue): \(Shown.bytes(founded.bytes)) uploaded")
            }
        }
    }
}

/// `--layout`
enum LayoutName: String, ExpressibleByArgument, CaseIterable {
    case file, ltx

    var layout: BucketOptions.Layout {
        switch self {
        case .file: .file
        case .ltx: .ltx
        }
    }
}
