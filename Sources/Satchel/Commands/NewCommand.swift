import ArgumentParser
import FoundationEssentials

/// `satchel new`
struct NewCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "new",
        abstract: "Begin a site: a package with people, a page, tests, a Dockerfile.",
        discussion: "Makes a folder of that name. What is in it builds, runs and passes its tests as it is.")

    @Argument(help: "Letters, digits and hyphens: my-site.")
    var name: String

    @Option(help: ArgumentHelp("A checkout of Satchel on this machine, for the site to build on.", valueName: "path"))
    var satchelPath: String?

    @Option(help: ArgumentHelp("A repository of Satchel, for the site to build on.", valueName: "url"))
    var satchelURL: String?

    func run() throws {
        let site = NewSite(name: try NewSiteName(name), source: try source())
        try site.write(to: name)
        Terminal.out.print(
            """
            Made the site \(name): \(site.files.count) files.

                cd \(name)
                swift run \(name)     # http://127.0.0.1:5000
                swift test

            README.md tells what is where.
            """)
    }

    private func source() throws -> NewSite.Source {
        if let satchelPath {
            guard satchelURL == nil else { throw ValidationError("--satchel-path and --satchel-url exclude each other.") }
            let path = URL(filePath: satchelPath).standardizedFileURL.path(percentEncoded: false)
            guard FileManager.default.fileExists(atPath: path + "/Package.swift") else {
                throw StartError("--satchel-path is \(satchelPath): there is no Package.swift in it.")
            }
            return .path(path)
        }
        guard let url = satchelURL ?? Program.repository else {
            throw StartError(
                "This build does not know where Satchel is published: name a checkout with --satchel-path, or a repository with --satchel-url."
            )
        }
        return .url(url)
    }
}
