import Foundation
import TestServices

/// The compiler, as a reader of the documents has it: with the modules of this build, and what is public in them.
enum SnippetCompiler {
    /// Type-checks files, as options say; the compiler's exit code and what it said.
    static func check(_ arguments: [String]) async throws -> (code: Int32, words: String) {
        let arguments = ["swiftc", "-typecheck", "-swift-version", "6", "-module-name", "Snippet"] + arguments + flags
        return try await withCheckedThrowingContinuation { continuation in
            Thread.detachNewThread {
                continuation.resume(
                    with: Result {
                        let (code, output) = try Command.run("/usr/bin/env", arguments)
                        return (code ?? -1, String(decoding: output, as: UTF8.self))
                    })
            }
        }
    }

    /// Where the modules of this build are, and the maps of the C libraries behind them.
    private static let flags: [String] = {
        let root = projectRoot()
        let build = URL(filePath: CommandLine.arguments[0]).deletingLastPathComponent().path(percentEncoded: false)
        let sources = (try? FileManager.default.contentsOfDirectory(atPath: root + "/Sources")) ?? []
        let maps =
            sources.map { "\(root)/Sources/\($0)/module.modulemap" } + [
                root + "/.build/checkouts/swift-system/Sources/CSystem/include/module.modulemap"
            ]
        let there = maps.filter { FileManager.default.fileExists(atPath: $0) }
        return ["-I", build + "Modules", "-I/usr/include/mariadb", "-I/usr/include/postgresql"]
            + there.flatMap { ["-Xcc", "-fmodule-map-file=" + $0] }
    }()
}
