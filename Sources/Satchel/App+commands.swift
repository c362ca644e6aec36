public import Database
public import Logging

/// A command of the site's own, while it runs.
public struct SiteCommandCall: Sendable {
    /// What stands on the command line behind the command's name.
    public let arguments: [String]
    /// The site's database, its migrations done.
    public let database: any DatabaseEngine
    /// What the site was started with.
    public let settings: Settings
    /// Where the site's log lines go.
    public let logger: Logger
}

/// A mistake that the person at the terminal can mend: printed in one line, and the program ends with 1.
public struct CommandError: Error, Sendable, CustomStringConvertible {
    /// What happened, and what to do.
    public let description: String
    /// An error of these words.
    public init(_ description: String) { self.description = description }
}

/// A command of the site's own, as it is kept.
struct OwnCommand: Sendable {
    let name: String
    let abstract: String
    let body: @Sendable (SiteCommandCall) async throws -> Void
}

extension App {
    /// Gives the program a command of the site's own, beside `serve`, `users` and the others; `--help` lists it.
    ///
    ///     app.command("count-notes", "Tell how many notes there are.") { call in
    ///         print(try await notes.count(in: call.database))
    ///     }
    ///
    /// - Parameter body: what it throws is printed in one line (``CommandError`` words it), and the program ends with 1.
    public mutating func command(
        _ name: String, _ abstract: String, _ body: @escaping @Sendable (SiteCommandCall) async throws -> Void
    ) {
        precondition(!RootCommand.names.contains(name), "there is a command \(name) already")
        ownCommands.append(OwnCommand(name: name, abstract: abstract, body: body))
    }

    /// Runs the site's own command that the command line names; false where it names none.
    func runOwnCommand(_ arguments: [String]) async throws -> Bool {
        guard let command = ownCommands.first(where: { $0.name == arguments.first }) else { return false }
        let launch = try Launch(self)
        try await launch.withDatabase { engine in
            try await migrator().upgrade(engine)
            let call = SiteCommandCall(
                arguments: Array(arguments.dropFirst()), database: engine, settings: settings, logger: launch.logger)
            try await command.body(call)
        }
        return true
    }
}
