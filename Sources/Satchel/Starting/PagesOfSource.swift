import FoundationEssentials
import Web

/// The pages that a site's own source names by `Page("…")`. In development, where its source is at hand, a template that is missing
/// stops the start and not the first visitor.
///
/// 1. The source is beside the templates: `Sources/MODULE` for each module that has a route, or `Sources` itself.
/// 2. A name is a literal without interpolation. What stands behind `//` is not looked at; nor is a name that is put together.
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
        text.split(separator: "\n", omittingEmptySubsequences: false).enumerated().flatMap { index, line in
            names(in: line).map { NamedPage($0, file: file, line: index + 1) }
        }
    }

    private static func names(in line: Substring) -> [String] {
        let code = line.split(separator: "//", maxSplits: 1, omittingEmptySubsequences: false).first ?? line
        return code.split(separator: opening, omittingEmptySubsequences: false).adjacentPairs.compactMap { before, after in
            if let last = before.last, last.isLetter || last.isNumber || last == "_" { return nil }
            guard let end = after.firstIndex(of: "\""), !after[..<end].contains("\\"), end > after.startIndex else { return nil }
            return String(after[..<end])
        }
    }
}

extension Array {
    /// Each element with the one after it.
    fileprivate var adjacentPairs: [(Element, Element)] { Array<(Element, Element)>(zip(self, dropFirst())) }
}
