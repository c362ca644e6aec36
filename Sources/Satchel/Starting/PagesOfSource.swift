import FoundationEssentials
import Web

/// The pages that a site's own source names by `Page("…", […])`. In development, where its source is at hand, a template that is missing,
/// and a name in it that no page gives, stop the start and not the first visitor.
///
/// The source is beside the templates: `Sources/MODULE` for each module that has a route, or `Sources` itself.
enum PagesOfSource {
    static func pages(of site: Site, templates: String) -> [NamedPage] {
        let root = templates.lastIndex(of: "/").map { String(templates[..<$0]) } ?? "."
        return files(below: root + "/Sources", modules: modules(of: site)).flatMap { path -> [NamedPage] in
            guard let text = try? String(contentsOfFile: path, encoding: .utf8), text.contains(opening) else { return [] }
            return pages(in: text, file: String(path.dropFirst(root.count + 1)))
        }
    }

    /// `MySite` of `MySite/NotePages.swift:9`. The house's own pages are its own tests' matter.
    private static func modules(of site: Site) -> Set<String> {
        Set(site.router.routes.map { String($0.place.prefix { $0 != "/" }) }).subtracting(["Accounts", "Satchel", "Web"])
    }

    private static func files(below sources: String, modules: Set<String>) -> [String] {
        let folders = modules.sorted().map { sources + "/" + $0 }.filter { FileManager.default.fileExists(atPath: $0) }
        if !folders.isEmpty { return folders.flatMap(swiftFiles) }
        let names = (try? FileManager.default.contentsOfDirectory(atPath: sources)) ?? []
        return names.contains { $0.hasSuffix(".swift") } ? swiftFiles(below: sources) : []
    }

    private static func swiftFiles(below folder: String) -> [String] {
        let names = (try? FileManager.default.subpathsOfDirectory(atPath: folder)) ?? []
        return names.filter { $0.hasSuffix(".swift") }.sorted().map { folder + "/" + $0 }
    }

    private static let opening = "Page(\""

    static func pages(in text: String, file: String) -> [NamedPage] {
        let pages = PageCallReader.pages(in: text, file: file)
        // Somewhere in this file a page gets variables after it was made.
        guard [".variables[", ".variables =", ".variables.merge"].contains(where: text.contains) else { return pages }
        return pages.map { NamedPage($0.template, variables: nil, file: $0.file, line: $0.line) }
    }
}
