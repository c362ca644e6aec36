import Foundation

/// A folder of one test, gone with it.
final class TemporaryFolder: Sendable {
    let path: String

    init() throws {
        path = NSTemporaryDirectory() + "satchel-tests-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    func write(_ text: String, to name: String) throws {
        try text.write(toFile: path + "/" + name, atomically: true, encoding: .utf8)
    }

    func read(_ name: String) throws -> String {
        try String(contentsOfFile: path + "/" + name, encoding: .utf8)
    }
}

/// The folder of the project.
func projectRoot(from here: String = #filePath) -> String {
    here.split(separator: "/").dropLast(3).map { "/" + $0 }.joined()
}

/// A file of the project.
func projectFile(_ path: String) throws -> String {
    try String(contentsOfFile: projectRoot() + "/" + path, encoding: .utf8)
}
