import ArgumentParser
import Database

/// `satchel db …`
struct DatabaseCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "db",
        abstract: "Look after the database: its schema, its copies, its past.",
        discussion: "Migrations also run by themselves when the site starts.",
        subcommands: [
            Upgrade.self, Current.self, History.self, Stamp.self, Info.self, Probe.self, Verify.self, Export.self, Import.self,
            Restore.self, Compact.self, Convert.self, Branch.self, RotateKey.self, SQL.self,
        ])

    /// `satchel db upgrade`
    struct Upgrade: SiteCommand {
        static let configuration = CommandConfiguration(abstract: "Run the migrations that the database has not had yet.")

        func run(_ app: App) async throws {
            try await Launch(app).withDatabase { engine in
                let done = try await Migrator(app.schema).upgrade(engine)
                for id in done { Terminal.out.print("upgraded to \(id)") }
                if done.isEmpty { Terminal.out.print("up to date") }
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
                let migrator = try Migrator(app.schema)
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
            let history = try await Launch(app).withDatabase { try await Migrator(app.schema).history($0) }
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
                try await Migrator(app.schema).stamp(engine, module: module, upTo: number)
            }
            Terminal.out.print("stamped \(module) \(number)")
        }
    }
}
