import ArgumentParser
import BucketSQLite
import Database
import Glibc

extension DatabaseCommand {
    /// `satchel db copy`
    struct Copy: SiteCommand {
        static let configuration = CommandConfiguration(
            abstract: "Copy all rows from one database to another, of any kind.",
            discussion: """
                FROM and TO are written as DATABASE_URL is. Stop the site first: what is written meanwhile is not copied. TO gets the \
                site's migrations and then all rows, in one transaction; then both are compared, row counts and checksums. Nothing is \
                changed in FROM.
                """)

        @Argument(help: "The database that is read: sqlite:///…, s3sqlite://…, postgresql://…, mysql://…")
        var from: String
        @Argument(help: "The database that is filled.")
        var to: String
        @Option(name: .customLong("skip"), help: "A table that is left out.")
        var skipped: [String] = []
        @Flag(name: .customLong("yes"), help: "Rows that are in TO go.")
        var overwrites = false

        func run(_ app: App) async throws {
            let (source, target) = (try url(from, "FROM", app), try url(to, "TO", app))
            guard source != target else { throw StartError("FROM and TO are the same database") }
            let progress = ProgressLine()
            defer { progress.finish() }
            try refuseMissing(source, app)
            let copied = try await with(source, "FROM", app) { engine in
                try await refusePending(app, engine, named: source)
                return try await with(target, "TO", app) { target in
                    var copy = copy(progress)
                    try await copy.refuseRows(in: target, of: engine)
                    try await app.migrator().upgrade(target)
                    copy.overwrites = true
                    return try await copy.run(from: engine, to: target, spool: spool(app))
                }
            }
            progress.finish()
            let rows = copied.map { [$0.table.text, String($0.rows), $0.checksum] }
            Terminal.out.print(TextTable(header: ["TABLE", "ROWS", "CHECKSUM"], rows: rows).description)
            Terminal.out.print("copied \(copied.map(\.rows).reduce(0, +)) rows; both sides are the same")
        }

        private func copy(_ progress: ProgressLine) -> DatabaseCopy {
            let report = progress.report
            var copy = DatabaseCopy { report(OperationProgress(what: $0, done: $1, total: $2)) }
            copy.overwrites = overwrites
            copy.skipped.formUnion(skipped.compactMap { SQLName(validating: $0) })
            return copy
        }

        private func url(_ text: String, _ name: String, _ app: App) throws -> DatabaseURL {
            do {
                return try DatabaseURL(text, environment: { app.settings.value($0) })
            } catch {
                throw StartError(error.description.replacing("DATABASE_URL", with: name))
            }
        }

        private func spool(_ app: App) -> String {
            let folder = app.settings.value("TMPDIR") ?? "/tmp"
            return "\(folder)/satchel-copy-\(getpid())-\(UInt32.random(in: 0...(.max)))"
        }

        /// SQLite would make the file.
        private func refuseMissing(_ url: DatabaseURL, _ app: App) throws(StartError) {
            guard case .sqlite(let name) = url else { return }
            let path = name.hasPrefix("/") ? name : app.settings.directory + "/" + name
            guard access(path, F_OK) != 0 else { return }
            throw StartError("FROM is \(url): there is no file \(path)")
        }

        /// A copy of an old schema would lack what the program needs; an empty database is one whose name was misspelled.
        private func refusePending(_ app: App, _ engine: any DatabaseEngine, named name: DatabaseURL) async throws {
            let migrator = try app.migrator()
            guard let first = try await migrator.pending(engine).first else { return }
            guard try await !migrator.current(engine).isEmpty else {
                throw StartError("FROM is \(name): no site is there, for it has had no migration. Nothing was changed")
            }
            throw StartError("\(name) has not had \(first): run `db upgrade` on it first. Nothing was changed")
        }

        /// Says which of the two can't be reached, and what to add.
        private func with<Success>(
            _ url: DatabaseURL, _ name: String, _ app: App, _ body: (any DatabaseEngine) async throws -> Success
        ) async throws -> Success {
            var copy = app
            copy.settings.database = url
            do {
                return try await Launch(copy).withDatabase { engine in
                    do {
                        try await engine.check()
                    } catch {
                        throw StartError("\(name) is \(url): \(StartError.wording(of: error)). Nothing was changed")
                    }
                    return try await body(engine)
                }
            } catch let error as DatabaseError where error.kind == .misuse && error.message.contains("not empty") {
                throw StartError("\(error.message). With --yes they go")
            } catch let error as DatabaseError where error.kind == .misuse && error.message.contains("no migration makes") {
                throw StartError("\(error.message). --skip TABLE leaves a table out")
            }
        }
    }
}
