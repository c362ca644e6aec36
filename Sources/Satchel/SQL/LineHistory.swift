import FoundationEssentials

/// Lines that were given before, oldest first; kept in `~/.satchel_history`, for its owner alone: statements hold data.
struct LineHistory: Sendable {
    private(set) var lines: [String]
    private let path: String?
    private static let limit = 1000

    init(lines: [String] = [], path: String? = nil) { (self.lines, self.path) = (lines, path) }

    static func load() -> LineHistory {
        guard let home = ProcessInfo.processInfo.environment["HOME"], !home.isEmpty else { return LineHistory() }
        let path = home + "/.satchel_history"
        let text = FileManager.default.contents(atPath: path).map { String(decoding: $0, as: UTF8.self) } ?? ""
        return LineHistory(lines: text.split(separator: "\n").map(String.init), path: path)
    }

    /// Adds a line, unless it is the last one again, and keeps all of them; where that can't be done they are good until the end.
    mutating func add(_ line: String) {
        guard !line.isEmpty, line != lines.last else { return }
        lines = (lines + [line]).suffix(Self.limit)
        guard let path else { return }
        if !FileManager.default.fileExists(atPath: path) {
            _ = FileManager.default.createFile(atPath: path, contents: nil, attributes: [.posixPermissions: 0o600])
        }
        try? Data((lines.joined(separator: "\n") + "\n").utf8).write(to: URL(filePath: path))
    }
}
