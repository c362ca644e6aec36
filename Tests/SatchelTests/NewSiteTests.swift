import Foundation
import Testing

@testable import Satchel

@Suite("A new site")
struct NewSiteTests {
    private func site(_ name: String = "bird-club", _ source: NewSite.Source = .path("/src/satchel")) throws -> NewSite {
        NewSite(name: try NewSiteName(name), source: source)
    }

    @Test(
        "its name becomes the name of its module",
        arguments: [("site", "Site"), ("my-site", "MySite"), ("b2-b", "B2B"), ("mySite", "MySite")])
    func module(_ name: String, _ module: String) throws {
        #expect(try NewSiteName(name).module == module)
    }

    @Test(
        "a name that can't be one is refused, with one that can",
        arguments: [
            ("my site", "my-site"), ("My_Site!", "my-site"), ("", "my-site"), ("-a", "a"), ("a--b", "a-b"), ("1st", "my-site"),
            ("../etc", "etc"), ("a/b", "a-b"), ("ö", "my-site"),
            (String(repeating: "a", count: 61), String(repeating: "a", count: 61)),
        ])
    func badName(_ name: String, _ like: String) {
        let error = #expect(throws: StartError.self) { try NewSiteName(name) }
        #expect(error?.description.hasSuffix("begins with a letter: \(like).") == true)
    }

    @Test(
        "a module that is there already can't be the site's",
        arguments: ["web", "satchel", "testing", "http-server", "foundation"])
    func takenName(_ name: String) {
        let error = #expect(throws: StartError.self) { try NewSiteName(name) }
        #expect(error?.description.hasSuffix("Try \(name)-site.") == true)
    }

    @Test("every module of this package is known as taken")
    func allModules() throws {
        let package = try projectFile("Package.swift")
        let declared = package.matches(of: /(?:\.target|\.executableTarget|\.systemLibrary)\(\s*name: "(\w+)"/).map {
            String($0.1)
        }
        #expect(declared.count > 20)
        #expect(Set(declared).subtracting(NewSiteName.taken).isEmpty)
    }

    @Test("its files are those of the project's folder Starter, under its own name")
    func files() throws {
        let files = try site().files
        let wanted: Set = [
            ".env", ".gitignore", ".dockerignore", "Package.swift", "README.md", "Dockerfile", "Sources/BirdClub/main.swift",
            "Sources/BirdClub/Site.swift", "Sources/BirdClub/Note.swift", "Sources/BirdClub/NotePages.swift",
            "Tests/BirdClubTests/SiteTests.swift", "Templates/home.mustache", "Templates/notes.mustache",
            "Templates/navigation.mustache", "Public/style.css", "Public/favicon.svg",
        ]
        #expect(Set(files.keys) == wanted)
        for (path, text) in files {
            #expect(!text.contains("MySite") && !text.contains("my-site") && !text.contains("My site"), "\(path)")
        }
        #expect(files["Sources/BirdClub/main.swift"] == (try projectFile("Starter/Sources/MySite/main.swift")))
        #expect(files["Public/style.css"] == (try projectFile("Public/style.css")))
    }

    @Test(
        "it stands on a checkout, or on a published version",
        arguments: [
            (NewSite.Source.path("/src/satchel"), ".package(name: \"satchel\", path: \"/src/satchel\")"),
            (.path("/src/a \"b\""), ".package(name: \"satchel\", path: \"/src/a \\\"b\\\"\")"),
            (
                .url("https://example.org/satchel.git"),
                ".package(url: \"https://example.org/satchel.git\", from: \"\(Program.version)\")"
            ),
        ])
    func dependency(_ source: NewSite.Source, _ line: String) throws {
        let package = try site("club", source).files["Package.swift"] ?? ""
        #expect(package.contains(line) && package.components(separatedBy: ".package(").count == 2)
    }

    @Test("its image is built as the project's own is, but for what only the project has")
    func image() throws {
        let projects = ["Plugins", "Examples", "Starter", "org.opencontainers", "ARG VERSION", "ARG REVISION"]
        func lines(_ path: String) throws -> Set<String> {
            let lines = try projectFile(path).split(separator: "\n").filter { !$0.drop { $0 == " " }.hasPrefix("#") }.map(
                String.init)
            return Set(lines.filter { line in !projects.contains { line.contains($0) } })
        }
        let own = try lines("Dockerfile").map { $0.replacingOccurrences(of: "satchel", with: "my-site") }
        #expect(try lines("Starter/Dockerfile") == Set(own))
    }

    @Test("a folder with something in it is left alone; what is written is whole, and .env is its owner's")
    func writing() throws {
        let folder = try TemporaryFolder()
        let path = folder.path + "/club"
        try site().write(to: path)
        #expect(try folder.read("club/README.md").hasPrefix("# bird-club\n"))
        let mode = try FileManager.default.attributesOfItem(atPath: path + "/.env")[.posixPermissions] as? Int
        #expect(mode == 0o600)
        let again = #expect(throws: StartError.self) { try site().write(to: path) }
        #expect(again?.description.contains("not empty") == true)
        try folder.write("x", to: "file")
        let file = #expect(throws: StartError.self) { try site().write(to: folder.path + "/file") }
        #expect(file?.description.contains("is no folder") == true)
    }

    @Test("the house's templates are in the program as they stand in the project, and a site's own come first")
    func builtInTemplates() throws {
        for name in ["layout", "user/sign-in", "mail/registered/text", "error"] {
            #expect(BuiltInTemplates.all[name] == (try projectFile("Templates/\(name).mustache")))
        }
        let app = App(Settings(environment: [:], directory: "/nonexistent"))
        #expect(app.site.builtInTemplates["user/register"] != nil)
    }
}
