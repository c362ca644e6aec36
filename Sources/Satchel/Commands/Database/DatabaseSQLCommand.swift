import ArgumentParser
import Database

extension DatabaseCommand {
    /// `satchel db sql`
    struct SQL: SiteCommand {
        static let configuration = CommandConfiguration(
            commandName: "sql",
            abstract: "Ask the database in SQL.",
            discussion: """
                At a terminal it asks for statements, each ended by a semicolon, with history and line editing. Otherwise it reads them \
                from the standard input. Nothing can be changed without --write; with it each statement is a transaction of its own, and \
                in a bucket a commit like the site's.
                """)

        @Argument(help: "Statements; without any they are read.")
        var statements: String?

        @Flag(help: "Let statements change the database.")
        var write = false

        @Option(help: "How results look: table, csv or json.")
        var format = SQLOutput.table

        func run(_ app: App) async throws {
            try await Launch(app).withDatabase { engine in
                let session = SQLSession(engine: engine, isWriting: write, output: format)
                if let statements { return try await session.run(statements) }
                guard Terminal.input.isInteractive, Terminal.out.isInteractive else {
                    return try await session.run(Terminal.input.readToEnd())
                }
                await SQLPrompt(session: session, name: "\(app.settings.database)").run()
            }
        }
    }
}

extension SQLOutput: ExpressibleByArgument {}
