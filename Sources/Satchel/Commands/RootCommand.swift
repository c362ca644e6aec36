import ArgumentParser

/// The program: every command of a site, `serve` where none is named.
struct RootCommand: ParsableCommand {
    /// The site's own commands, while the program runs one.
    @TaskLocal static var own: [OwnCommand] = []

    static var names: [String] {
        configuration.subcommands.map { $0.configuration.commandName ?? $0._commandName }
    }

    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: Program.name,
            abstract: "Serve this site, and look after its database and its users.",
            discussion: """
                Settings are read from the environment, then from the file .env in the working directory: DATABASE_URL, SECRET_KEY, \
                HOST, PORT, USER_… and others. The file .env.example lists them all.
                """ + ownWords,
            version: Program.version,
            subcommands: [
                ServeCommand.self, RoutesCommand.self, DatabaseCommand.self, UsersCommand.self, TasksCommand.self,
                EventsCommand.self, SecretCommand.self,
                NewCommand.self, TemplatesCommand.self, ConfigCommand.self, DoctorCommand.self, HealthCheckCommand.self,
            ],
            defaultSubcommand: ServeCommand.self)
    }

    private static var ownWords: String {
        guard !own.isEmpty else { return "" }
        let rows = own.map { ["  " + $0.name, $0.abstract] }
        return "\n\nCOMMANDS OF THIS SITE:\n" + TextTable(rows: rows).description
    }
}

/// A command that works on a site.
protocol SiteCommand: ParsableCommand {
    func run(_ app: App) async throws
}
