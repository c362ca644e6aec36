import ArgumentParser

/// `satchel config`
struct ConfigCommand: SiteCommand {
    static let configuration = CommandConfiguration(
        commandName: "config",
        abstract: "Show every setting that is set, and where it comes from.",
        discussion: "Secrets are not shown. Ends with 1 where a setting is wrong. `.env.example` explains all of them.")

    @Flag(help: "Also those that are not set, whose defaults hold.")
    var all = false

    func run(_ app: App) async throws {
        let rows = app.settings.sources.filter { all || $0.place != nil }.map { source in
            [source.name, source.shown, source.place ?? "default"]
        }
        Terminal.out.print(TextTable(header: ["SETTING", "VALUE", "FROM"], rows: rows).description)
        let settings = app.settings
        for warning in SettingNames.nearlyRight(settings.variables, linesOfFile: settings.linesOfFile) {
            Terminal.error.print(warning)
        }
        try app.checked()
    }
}
