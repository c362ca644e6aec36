import ArgumentParser

/// The program: every command of a site, `serve` where none is named.
struct RootCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: Program.name,
        abstract: "Serve this site, and look after its database and its users.",
        discussion: """
            Settings are read from the environment, then from the file .env in the working directory: DATABASE_URL, SECRET_KEY, \
            HOST, PORT, USER_… and others. The file .env.example lists them all.
            """,
        version: Program.version,
        subcommands: [
            ServeCommand.self, RoutesCommand.self, DatabaseCommand.self, UsersCommand.self, TasksCommand.self, SecretCommand.self,
            NewCommand.self, TemplatesCommand.self, ConfigCommand.self, DoctorCommand.self, HealthCheckCommand.self,
        ],
        defaultSubcommand: ServeCommand.self)
}

/// A command that works on a site.
protocol SiteCommand: ParsableCommand {
    func run(_ app: App) async throws
}
