import ArgumentParser
import FoundationEssentials

/// `satchel serve`
struct ServeCommand: SiteCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve",
        abstract: "Serve the site until it is stopped (the default).",
        discussion: """
            Brings the database up to date, then answers HTTP. SIGTERM or Ctrl-C stops it: what is in flight is answered first; a \
            second signal cuts that short. In AWS Lambda it answers invocations instead.
            """)

    @Option(help: "The address to listen on, or the path of a Unix socket. Overrides HOST.")
    var host: String?

    @Option(help: "The port to listen on; 0 takes a free one. Overrides PORT.")
    var port: Int?

    @Flag(help: "For development: build the site and serve it, and do both again whenever a source has changed.")
    var reload = false

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("With --reload: options for `swift build`, separated by blanks.", valueName: "options"))
    var buildOptions: String?

    func validate() throws {
        if let port, !(0...65535).contains(port) { throw ValidationError("--port must be a number from 0 to 65535.") }
    }

    func run(_ app: App) async throws {
        if reload { return try await reloading(app).run() }
        var app = app
        app.settings.host = host ?? app.settings.host
        app.settings.port = port ?? app.settings.port
        try await Self.serve(app)
    }

    /// Serves as the settings say: over HTTP, or in AWS Lambda.
    static func serve(_ app: App) async throws {
        if let api = app.settings.lambdaAPI {
            try await LambdaLaunch(api: api).serve(app)
        } else {
            try await Launch(app).serve()
        }
    }

    private func reloading(_ app: App) -> ReloadingServer {
        let address = [("--host", host), ("--port", port.map(String.init))]
        return ReloadingServer(
            folder: app.settings.directory, product: Program.name,
            buildOptions: buildOptions?.split(separator: " ").map(String.init) ?? [],
            serveOptions: address.flatMap { name, value in value.map { [name, $0] } ?? [] })
    }
}
