import FoundationEssentials

/// The files that a new site begins with: those of the project's folder `Starter`, under the site's name.
struct NewSite: Sendable {
    let name: NewSiteName
    let source: Source

    /// Where the site's package takes Satchel from.
    enum Source: Sendable, Hashable {
        /// A repository; versions from this program's on.
        case url(String)
        /// A folder of this machine.
        case path(String)

        /// As it stands in a `Package.swift`.
        fileprivate var dependency: String {
            switch self {
            case .url(let url): ".package(url: \(Self.literal(url)), from: \"\(Program.version)\")"
            case .path(let path): ".package(name: \"satchel\", path: \(Self.literal(path)))"
            }
        }

        /// A text as Swift writes it.
        private static func literal(_ text: String) -> String {
            "\"" + text.map { $0 == "\"" || $0 == "\\" ? "\\\($0)" : String($0) }.joined() + "\""
        }
    }

    /// Text by path.
    var files: [String: String] {
        var files: [String: String] = [:]
        for (path, text) in EmbeddedFiles.all where path.hasPrefix(Self.folder) {
            let own = named(String(path.dropFirst(Self.folder.count)))
            files[Self.hidden.contains(own) ? "." + own : own] = named(text)
        }
        // What a site makes its own; the rest of the folder comes with the program.
        for path in ["Public/style.css", "Public/favicon.svg"] { files[path] = EmbeddedFiles.all[path] }
        files["Package.swift"] = files["Package.swift"]?.replacing(
            ".package(name: \"satchel\", path: \"..\")", with: source.dependency)
        return files
    }

    /// Writes them into a folder that is not there yet, or is empty.
    func write(to folder: String) throws {
        let manager = FileManager.default
        if manager.fileExists(atPath: folder) {
            guard let there = try? manager.contentsOfDirectory(atPath: folder) else {
                throw StartError("\(folder) is there already, and is no folder. Choose another name.")
            }
            guard there.isEmpty else {
                throw StartError("\(folder) is there already, and not empty. Choose another name, or take it away first.")
            }
        }
        for (path, text) in files {
            let file = folder + "/" + path
            let parent = file[..<(file.lastIndex(of: "/") ?? file.startIndex)]
            try manager.createDirectory(atPath: String(parent), withIntermediateDirectories: true)
            try Data(text.utf8).write(to: URL(filePath: file), options: .withoutOverwriting)
        }
        // Secrets will stand in it.
        try manager.setAttributes([.posixPermissions: 0o600], ofItemAtPath: folder + "/.env")
    }

    private func named(_ text: String) -> String {
        text.replacing("MySite", with: name.module).replacing("my-site", with: name.name).replacing("My site", with: name.name)
    }

    private static let folder = "Starter/"
    /// Files that begin with a dot; in the project they would act on the project itself.
    private static let hidden: Set = ["env", "gitignore", "dockerignore"]
}

extension String {
    /// Every `old` as `new`.
    fileprivate func replacing(_ old: String, with new: String) -> String {
        var result = ""
        var rest = self[...]
        while let range = rest.firstRange(of: old) {
            result += rest[..<range.lowerBound] + new
            rest = rest[range.upperBound...]
        }
        return result + rest
    }
}
