import ArgumentParser
import Database

/// `satchel db …`
struct DatabaseCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "db",
        abstract: "Look after the database: its schema, its copies, its past.",
        discussion: "Migrations also run by themselves when the site starts.",
        subcommands: [
            Init.self, Migrate.self, Upgrade.self, Downgrade.self, Current.self, History.self, Heads.self, Check.self, Stamp.self,
            Copy.self, Info.self, Probe.self, Verify.self, Export.self, Import.self,
            Restore.self, Compact.self, Convert.self, Branch.self, RotateKey.self, SQL.self,
        ])

    /// `satchel db upgrade`
    struct Upgrade: SiteCommand {
        static let configuration = CommandConfiguration(
            abstract: "Run the migrations that the database has not had yet.",
            discussion: """
                One program at a time does it, the others wait. One that fails leaves the database as it was before it; on MySQL and \
                MariaDB, which commit with each statement that changes the schema, it stops there, and goes on when it is run again.
                """)

        @Flag(name: .customLong("sql"), help: "Show the statements, and run nothing.")
        var isShown = false

        func run(_ app: App) async throws {
            try await Launch(app).withDatabase { engine in
                if isShown {
                    for line in try await app.migrator().script(engine) { Terminal.out.print(line) }
                    return
                }
                let done = try await app.bringUpToDate(engine)
                for id in done { Terminal.out.print("upgraded to \(id)") }
                if done.isEmpty { Terminal.out.print("up to date") }
            }
        }
    }

    /// `satchel db downgrade`
    struct Downgrade: SiteCommand {
        static let configuration = CommandConfiguration(
            abstract: "Take back the newest migration.", discussion: "What it had made is gone then, with all that stands in it.")

        @Option(name: .customLong("module"), help: "Whose: site, as the folder Migrations is called, accounts, …")
        var module = MigrationFolder.module
        @Option(name: .customLong("to"), help: "The number to go back to; 0 takes back all.")
        var target: Int?
        @Flag(name: .customLong("sql"), help: "Show the statements of the newest, and run nothing.")
        var isShown = false

        func run(_ app: App) async throws {
            try await Launch(app).withDatabase { engine in
                let migrator = try app.migrator()
                if module == MigrationFolder.module,
                    let words = try await MigrationFolder(app.settings).words(ifLost: migrator.current(engine))
                {
                    throw StartError(words)
                }
                try migrator.require(module: module)
                if isShown {
                    for line in try await migrator.downgradeScript(engine, module: module) { Terminal.out.print(line) }
                    return
                }
                repeat {
                    let reached = try await migrator.current(engine).first { $0.module == module }?.number ?? 0
                    guard reached > target ?? 0 else { return Terminal.out.print("\(module) is at \(reached)") }
                    if let id = try await migrator.downgrade(engine, module: module) { Terminal.out.print("took back \(id)") }
                } while target != nil
            }
        }
    }

    /// `satchel db current`
    struct Current: SiteCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show how far the database is.",
            discussion: "Ends with 1 where migrations are pending, so that a script can ask.")

        func run(_ app: App) async throws {
            let pending = try await Launch(app).withDatabase { engine in
                let migrator = try app.migrator()
                for id in try await migrator.current(engine) { Terminal.out.print("\(id)") }
                return try await migrator.pending(engine)
            }
            for id in pending { Terminal.out.print("\(id) (pending)") }
            if !pending.isEmpty { throw ExitCode.failure }
        }
    }

    /// `satchel db history`
    struct History: SiteCommand {
        static let configuration = CommandConfiguration(abstract: "List the migrations that the database has had, oldest first.")

        func run(_ app: App) async throws {
            let history = try await Launch(app).withDatabase { try await app.migrator().history($0) }
            let rows = history.map { [$0.id.description, $0.name, $0.appliedAt] }
            Terminal.out.print(TextTable(header: ["MIGRATION", "NAME", "APPLIED (UTC)"], rows: rows).description)
        }
    }

    /// `satchel db stamp`
    struct Stamp: SiteCommand {
        static let configuration = CommandConfiguration(
            abstract: "Note migrations as done without running them.",
            discussion: "For a database whose tables another program made. Nothing but that note is written.")

        @Argument(help: "The module, as `db current` shows it: accounts, …")
        var module: String

        @Argument(help: "The number of the last migration that is done.")
        var number: Int

        func run(_ app: App) async throws {
            try await Launch(app).withDatabase { engine in
                try await app.migrator().stamp(engine, module: module, upTo: number)
            }
            Terminal.out.print("stamped \(module) \(number)")
        }
    }
}
