import FoundationEssentials

/// The `.mustache` files below a folder.
struct TemplateFolder: Sendable {
    let path: String

    /// What there is now, by name: enough to see a change, without reading.
    func survey() -> [String: FileStatus] {
        var found: [String: FileStatus] = [:]
        walk("", depth: 0) { name, status in found[name] = status }
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

    private func walk(_ folder: String, depth: Int, _ visit: (String, FileStatus) -> Void) {
        guard depth < 16, let entries = try? FileManager.default.contentsOfDirectory(atPath: "\(path)/\(folder)") else { return }
        for entry in entries where !entry.hasPrefix(".") {
            guard let status = FileStatus("\(path)/\(folder)\(entry)") else { continue }
            if status.isFolder {
                walk("\(folder)\(entry)/", depth: depth + 1, visit)
            } else if entry.hasSuffix(".mustache") {
                visit(folder + entry.dropLast(".mustache".count), status)
            }
        }
    }
}
