import FoundationEssentials

/// The files below a folder, by their paths in it; names that begin with a dot are left out.
enum FolderWalk {
    /// - Parameter limit: how many names are given at most.
    static func names(below folder: String, limit: Int = 10_000) -> [String] {
        var names: [String] = []
        var folders = [(path: "", depth: 0)]
        while let next = folders.popLast() {
            let entries = (try? FileManager.default.contentsOfDirectory(atPath: "\(folder)/\(next.path)")) ?? []
            for entry in entries where !entry.hasPrefix(".") {
                guard names.count < limit, let status = FileStatus("\(folder)/\(next.path)\(entry)") else { continue }
                if status.isFolder, next.depth < 16 { folders.append(("\(next.path)\(entry)/", next.depth + 1)) }
                if status.isRegular { names.append(next.path + entry) }
            }
        }
        return names
    }
}
