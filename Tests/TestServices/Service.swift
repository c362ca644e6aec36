import Foundation

/// A server of `Tests/Services`, as a child process that ends with this one.
public final class Service: Sendable {
    /// What went wrong at its start, and what to do.
    public struct Failure: Error, CustomStringConvertible {
        /// For the person who runs the tests.
        public let description: String
    }

    /// The `NAME=value` lines that it printed.
    public let facts: [String: String]
    private let child: Child

    /// Starts `script` and waits until it says `READY`.
    public init(_ script: String, _ arguments: String...) async throws {
        let python = Self.root.appendingPathComponent(".build/venv/bin/python").path
        guard FileManager.default.isExecutableFile(atPath: python) else {
            throw Failure(description: "These tests need .build/venv, which is not there: run `make setup`.")
        }
        let path = Self.root.appendingPathComponent("Tests/Services/\(script)").path
        let child = try Child(python, [path] + arguments + ["--with-parent"])
        self.child = child
        facts = try await withUnsafeThrowingContinuation { continuation in
            // Reading blocks: on a thread of its own, and the continuation is resumed as its last act.
            Thread.detachNewThread { continuation.resume(with: Result { try child.readFacts(script) }) }
        }
    }

    /// What the service printed as `name`.
    public func fact(_ name: String) throws -> String {
        guard let value = facts[name] else { throw Failure(description: "The service printed no \(name)=.") }
        return value
    }

    /// The address at which the service listens.
    public var url: String { get throws { try fact("URL") } }

    /// The top of the package.
    public static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()
}

/// The child process and its two pipes.
///
/// Sendable without a check by the compiler: everything is set before the value is shared; after that one thread reads `output`,
/// once, and `deinit` closes `input`.
private final class Child: @unchecked Sendable {
    private let process = Process()
    private let input = Pipe()
    private let output = Pipe()

    init(_ program: String, _ arguments: [String]) throws {
        process.executableURL = URL(fileURLWithPath: program)
        process.arguments = arguments
        process.standardInput = input
        process.standardOutput = output
        try process.run()
    }

    /// The service ends when its standard input does.
    deinit { try? input.fileHandleForWriting.close() }

    func readFacts(_ script: String) throws -> [String: String] {
        var text = ""
        while !text.hasSuffix("READY\n") {
            let data = output.fileHandleForReading.availableData
            guard !data.isEmpty else {
                throw Service.Failure(description: "\(script) ended before it was ready. It said: \(text)")
            }
            text += String(decoding: data, as: UTF8.self)
        }
        let pairs = text.split(separator: "\n").map { $0.split(separator: "=", maxSplits: 1).map(String.init) }
        return Dictionary(pairs.filter { $0.count == 2 }.map { ($0[0], $0[1]) }) { $1 }
    }
}
