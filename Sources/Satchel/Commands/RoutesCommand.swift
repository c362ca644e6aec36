import ArgumentParser

/// `satchel routes`
struct RoutesCommand: SiteCommand {
    static let configuration = CommandConfiguration(
        commandName: "routes",
        abstract: "List the site's routes: method, path, and what guards it.")

    func run(_ app: App) async throws {
        let rows = app.site.router.routes
            .sorted { ($0.pattern, $0.method.rawValue) < ($1.pattern, $1.method.rawValue) }
            .map { [$0.method.rawValue, $0.pattern, $0.guardName ?? "-"] }
        Terminal.out.print(TextTable(header: ["METHOD", "PATH", "GUARD"], rows: rows).description)
    }
}
