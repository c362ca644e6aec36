import ArgumentParser
import Database

extension DatabaseCommand {
    /// `satchel db init`
    struct Init: SiteCommand {
        static let configuration = CommandConfiguration(
            abstract: "Make the folder Migrations.",
            discussion: "It holds the site's migrations, a file of SQL each; `db migrate` writes them.")

        func run(_ app: App) async throws {
            let folder = MigrationFolder(app.settings)
            Terminal.out.print(try folder.make() ? "made \(folder.path)" : "\(folder.path) is there already")
        }
    }

    /// `satchel db migrate`
    struct Migrate: SiteCommand {
        static let configuration = CommandConfiguration(
            abstract: "Write the migration that brings the database to the models.",
            discussion: """
                The site's models (`app.models`) are compared with the database, which has to have had all migrations so far. The file has \
                a part for each engine, and the way back; read it, and change what you know better. A column that goes where another \
                comes is asked about at a terminal, and elsewhere has to be named.
                """)

        @Option(name: [.short, .customLong("message")], help: "What it does: \"add slugs\".")
        var message: String
        @Option(name: .customLong("rename"), help: "A column or table under a new name: posts.title=headline, posts=entries.")
        var renames: [Renaming] = []
        @Option(name: .customLong("drop"), help: "A table that goes, with all its rows.")
        var dropped: [String] = []
        @Flag(name: .customLong("no-renames"), help: "Whatever else goes and comes is not the same.")
        var isComplete = false
        @Flag(name: .customLong("sql"), help: "Show the file, and write nothing.")
        var isShown = false

        func run(_ app: App) async throws {
            let folder = MigrationFolder(app.settings)
            let files = try folder.files()
            try await Launch(app).withDatabase { engine in
                if let words = try await folder.words(ifLost: app.migrator().current(engine)) { throw StartError(words) }
                try await refusePending(app, engine)
                let change = try await settled(app, engine, files)
                guard !change.changes.isEmpty else {
                    return Terminal.out.print("no change: the database has what the models say")
                }
                let existing = try await engine.read { try $0.tableNames() }
                let file = try MigrationFile(
                    number: (files.last?.number ?? 0) + 1, message: message, changes: change.changes, existing: existing)
                if isShown { return Terminal.out.write(file.text) }
                _ = try folder.make()
                try folder.write(file)
                Terminal.out.print("wrote \(folder.path)/\(file.fileName); `\(Program.name) db upgrade` runs it")
            }
        }

        /// The difference, with every question answered.
        private func settled(
            _ app: App, _ engine: any DatabaseEngine, _ files: [MigrationFile]
        ) async throws -> SchemaDifference {
            var said = Renaming.gathered(renames)
            said.isComplete = isComplete
            said.dropped = Set(dropped.compactMap { SQLName(validating: $0) })
            let difference = try await app.difference(engine, files, said)
            for table in difference.unclaimed {
                Terminal.error.print(
                    "\(table) stays: no model has it. --drop \(table) lets it go, --rename \(table)=NEW gives it another name")
            }
            guard !difference.questions.isEmpty else { return difference }
            guard Terminal.input.isInteractive else {
                let words = difference.questions.map(\.description).joined(separator: "; ")
                throw StartError(
                    "\(words). Nothing was written: say --rename TABLE.OLD=NEW for what is the same, or --no-renames")
            }
            for question in difference.questions { ask(question, &said) }
            said.isComplete = true
            return try await app.difference(engine, files, said)
        }

        private func ask(_ question: SchemaDifference.Question, _ said: inout SchemaDifference.Renames) {
            var old = question.old
            for new in question.new {
                for (index, name) in old.enumerated() {
                    Terminal.out.write("Is \(question.table).\(new) what \(question.table).\(name) was? [y/N] ")
                    guard readLine()?.lowercased().hasPrefix("y") == true else { continue }
                    said.columns[question.table, default: [:]][new] = name
                    old.remove(at: index)
                    break
                }
            }
        }
    }

    /// `satchel db check`
    struct Check: SiteCommand {
        static let configuration = CommandConfiguration(
            abstract: "Compare the database with the models.",
            discussion: "Ends with 1 where they differ, or where migrations are pending.")

        func run(_ app: App) async throws {
            let files = try MigrationFolder(app.settings).files()
            let words = try await Launch(app).withDatabase { engine in
                let migrator = try app.migrator()
                let pending = try await migrator.pending(engine).map { "\($0) is pending" }
                let lost = try await MigrationFolder(app.settings).words(ifLost: migrator.current(engine)).map { [$0] } ?? []
                return try await lost + pending + app.difference(engine, files, SchemaDifference.Renames()).words
            }
            for line in words { Terminal.out.print(line) }
            guard words.isEmpty else { throw ExitCode.failure }
            Terminal.out.print("the database has what the models say")
        }
    }

    /// `satchel db heads`
    struct Heads: SiteCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show the newest migrations that the program knows.",
            discussion: "Ends with 1 where two files of the folder Migrations are the newest.")

        func run(_ app: App) async throws {
            let heads = try MigrationFolder(app.settings).heads()
            var newest: [String: Migration] = [:]
            for migration in app.schema { newest[migration.id.module] = migration }
            for migration in newest.values.sorted(by: { $0.id.module < $1.id.module }) {
                Terminal.out.print("\(migration.id) \(migration.name)")
            }
            for head in heads { Terminal.out.print("\(MigrationFolder.module) \(head)") }
            if heads.count > 1 { throw ExitCode.failure }
        }
    }
}

/// `--rename posts.title=headline`
struct Renaming: ExpressibleByArgument {
    let table: SQLName?
    let old: SQLName
    let new: SQLName

    init?(argument: String) {
        guard let sign = argument.firstIndex(of: "="),
            let new = SQLName(validating: String(argument[argument.index(after: sign)...]))
        else { return nil }
        let parts = argument[..<sign].split(separator: ".", maxSplits: 1)
        guard let last = parts.last, let old = SQLName(validating: String(last)) else { return nil }
        (self.old, self.new) = (old, new)
        table = parts.count == 2 ? SQLName(validating: String(parts[0])) : nil
    }

    static func gathered(_ renames: [Renaming]) -> SchemaDifference.Renames {
        var said = SchemaDifference.Renames()
        for rename in renames {
            if let table = rename.table {
                said.columns[table, default: [:]][rename.new] = rename.old
            } else {
                said.tables[rename.new] = rename.old
            }
        }
        return said
    }
}

extension App {
    fileprivate func difference(
        _ engine: any DatabaseEngine, _ files: [MigrationFile], _ renames: SchemaDifference.Renames
    ) async throws -> SchemaDifference {
        let (tables, made) = (tables, MigrationFile.tablesMade(by: files))
        return try await engine.read { try SchemaDifference(of: tables, made: made, renames: renames, in: $0) }
    }
}

extension DatabaseCommand.Migrate {
    fileprivate func refusePending(_ app: App, _ engine: any DatabaseEngine) async throws {
        let pending = try await app.migrator().pending(engine)
        guard let first = pending.first else { return }
        throw StartError(
            "the database has not had \(first)\(pending.count == 1 ? "" : " and \(pending.count - 1) more"): run `db upgrade` first"
        )
    }
}
