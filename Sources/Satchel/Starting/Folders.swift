import FoundationEssentials

/// Where the templates and the static files are: as the settings say, else in the working directory, else beside the executable.
struct Folders {
    let templates: String
    let publicFiles: String

    init(_ settings: Settings) throws(StartError) {
        templates = try Self.find("Templates", settings.templates, "SATCHEL_TEMPLATES", settings.directory)
        // A site may do with what the program brings along.
        publicFiles =
            settings.publicFiles == nil && Self.optional("Public", settings.directory) == nil
            ? settings.directory + "/Public" : try Self.find("Public", settings.publicFiles, "SATCHEL_PUBLIC", settings.directory)
    }

    private static func find(
        _ name: String, _ chosen: String?, _ setting: String, _ directory: String
    ) throws(StartError) -> String {
        if let chosen {
            let path = chosen.hasPrefix("/") ? chosen : directory + "/" + chosen
            guard isFolder(path) else { throw StartError("\(setting) is \(chosen), and there is no such folder.") }
            return path
        }
        let places = [directory, executableFolder]
        guard let found = places.map({ $0 + "/" + name }).first(where: isFolder) else {
            throw StartError(
                "There is no folder \(name) in \(places.joined(separator: " or ")). "
                    + "Start the program in the site's folder, or set \(setting).")
        }
        return found
    }

    /// A folder that a site may have, in the same places.
    static func optional(_ name: String, _ directory: String) -> String? {
        [directory, executableFolder].map { $0 + "/" + name }.first(where: isFolder)
    }

    private static func isFolder(_ path: String) -> Bool {
        var isFolder = false
        return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) && isFolder
    }

    private static var executableFolder: String {
        let path = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? CommandLine.arguments[0]
        return path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
    }
}
