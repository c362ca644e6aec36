import ArgumentParser
import FoundationEssentials

/// `satchel templates …`
struct TemplatesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "templates",
        abstract: "List the templates that come with the program, and copy those that a site wants otherwise.",
        subcommands: [List.self, Copy.self], defaultSubcommand: List.self)

    /// `satchel templates list`
    struct List: SiteCommand {
        static let configuration = CommandConfiguration(
            abstract: "List the built-in templates, and which of them the site has as its own.")

        func run(_ app: App) async throws {
            let folder = try Folders(app.settings).templates
            let rows = app.site.builtInTemplates.keys.sorted().map { name in
                [name, FileManager.default.fileExists(atPath: "\(folder)/\(name).mustache") ? "the site's own" : "built in"]
            }
            Terminal.out.print(TextTable(header: ["TEMPLATE", "TAKEN FROM"], rows: rows).description)
        }
    }

    /// `satchel templates copy`
    struct Copy: SiteCommand {
        static let configuration = CommandConfiguration(
            abstract: "Copy built-in templates into the site's folder, to be changed there.",
            discussion: "A file that is there already is left alone, and the command ends with 1.")

        @Argument(help: "Names as `templates list` shows them: user/sign-in, layout, …")
        var names: [String]

        func run(_ app: App) async throws {
            let folder = try Folders(app.settings).templates
            for name in names {
                guard let text = app.site.builtInTemplates[name] else {
                    throw StartError("There is no built-in template \(name); `\(Program.name) templates list` shows all.")
                }
                try Self.write(text, to: URL(filePath: "\(folder)/\(name).mustache"))
                Terminal.out.print("\(folder)/\(name).mustache")
            }
        }

        private static func write(_ text: String, to file: URL) throws {
            guard !FileManager.default.fileExists(atPath: file.path(percentEncoded: false)) else {
                throw StartError("\(file.path(percentEncoded: false)) is there already, and is left as it is.")
            }
            try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(text.utf8).write(to: file, options: .withoutOverwriting)
        }
    }
}
