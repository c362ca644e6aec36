import FoundationEssentials

/// The `.mustache` files below a folder.
struct TemplateFolder: Sendable {
    let path: String

    /// What there is now, by name: enough to see a change, without reading.
    func survey() -> [String: FileStatus] {
        var found: [String: FileStatus] = [:]
        for name in FolderWalk.names(below: path) where name.hasSuffix(".mustache") {
            found[String(name.dropLast(".mustache".count))] = FileStatus("\(path)/\(name)")
        }
        return found
    }

    /// The text of the named templates.
    func read(_ names: some Sequence<String>) throws(TemplateError) -> [TemplateSource] {
        var sources: [TemplateSource] = []
        for name in names.sorted() {
            let file = "\(path)/\(name).mustache"
            guard let data = FileManager.default.contents(atPath: file), let text = String(validating: data, as: UTF8.self) else {
                throw TemplateError(file: file, message: "the file can't be read as UTF-8 text")
            }
            sources.append(TemplateSource(name: name, file: file, text: text))
        }
        return sources
    }
}
