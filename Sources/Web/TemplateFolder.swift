import FoundationEssentials

/// The `.mustache` files below a folder, and the texts of its folder `languages`.
struct TemplateFolder: Sendable {
    let path: String

    /// What there is now, by name: enough to see a change, without reading.
    func survey() -> [String: FileStatus] {
        var found: [String: FileStatus] = [:]
        for name in FolderWalk.names(below: path) {
            if name.hasSuffix(".mustache") {
                found[String(name.dropLast(".mustache".count))] = FileStatus("\(path)/\(name)")
            } else if Self.isLanguage(name) {
                found[name] = FileStatus("\(path)/\(name)")
            }
        }
        return found
    }

    /// `languages/de.txt`, `languages/site/de.txt`.
    static func isLanguage(_ name: String) -> Bool { name.hasPrefix("languages/") && name.hasSuffix(".txt") }

    /// The texts of the named files, those of deeper folders behind the others: they win.
    func languages(_ names: some Sequence<String>) throws(TemplateError) -> [LanguageText] {
        func order(_ name: String) -> (Int, String) { (name.count { $0 == "/" }, name) }
        var files: [LanguageText] = []
        for name in names.sorted(by: { order($0) < order($1) }) {
            let file = "\(path)/\(name)"
            let tag = String(name[name.index(after: name.lastIndex(of: "/") ?? name.startIndex)...].dropLast(".txt".count))
            guard LanguageFile.isTag(tag) else {
                throw TemplateError(file: file, message: "the file's name is no language: it should be as de.txt or pt-BR.txt")
            }
            files.append(LanguageText(tag: tag, file: file, text: try text(of: file)))
        }
        return files
    }

    /// The text of the named templates.
    func read(_ names: some Sequence<String>) throws(TemplateError) -> [TemplateSource] {
        var sources: [TemplateSource] = []
        for name in names.sorted() {
            let file = "\(path)/\(name).mustache"
            sources.append(TemplateSource(name: name, file: file, text: try text(of: file)))
        }
        return sources
    }

    private func text(of file: String) throws(TemplateError) -> String {
        guard let data = FileManager.default.contents(atPath: file), let text = String(validating: data, as: UTF8.self) else {
            throw TemplateError(file: file, message: "the file can't be read as UTF-8 text")
        }
        return text
    }
}
