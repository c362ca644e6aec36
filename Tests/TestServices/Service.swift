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
        let python = try Self.python
        let path = Self.root.appendingPathComponent("Tests/Services/\(script)").path
        let child = try Child(python, ["-c", Self.clean, python, path] + arguments + ["--with-parent"])
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

    /// The Python of `make setup`.
    public static var python: String {
        get throws {
            let python = root.appendingPathComponent(".build/venv/bin/python").path
            guard FileManager.default.isExecutableFile(atPath: python) else {
                throw Failure(description: "These tests need .build/venv, which is not there: run `make setup`.")
            }
            return python
        }
    }

    /// With this a child first lets go of whatever descriptors it was born with: other tests' sockets must not stay open in it.
    static let clean = "import os, sys; os.closerange(3, 1 << 20); os.execv(sys.argv[1], sys.argv[1:])"

    /// The top of the package.
    public static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()
}

/// The child process and its two pipes, by posix_spawn: Foundation's `Process` looks at all descriptors of this process one by
/// one, and crashed once while other tests opened and closed thousands.
///
/// Everything is set before the value is shared; after that one thread reads `output`, once, and `deinit` closes both.
private final class Child: Sendable {
    private let id: pid_t
    private let input: Int32
    private let output: Int32

    init(_ program: String, _ arguments: [String]) throws {
        var (toChild, fromChild): ([Int32], [Int32]) = ([-1, -1], [-1, -1])
        guard pipe(&toChild) == 0, pipe(&fromChild) == 0 else {
            throw Service.Failure(description: "pipe: \(String(cString: strerror(errno)))")
        }
        for descriptor in toChild + fromChild { _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC) }
        defer {
            close(toChild[0])
            close(fromChild[1])
        }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_adddup2(&actions, toChild[0], 0)
        posix_spawn_file_actions_adddup2(&actions, fromChild[1], 1)
        var words: [UnsafeMutablePointer<CChar>?] = ([program] + arguments).map { strdup($0) } + [nil]
        defer { for word in words { free(word) } }
        var id = pid_t()
        let code = posix_spawn(&id, program, &actions, nil, &words, environ)
        (self.id, input, output) = (id, toChild[1], fromChild[0])
        guard code == 0 else { throw Service.Failure(description: "\(program): \(String(cString: strerror(code)))") }
    }

    /// The service ends when its standard input does, and is waited for: Swift Testing asks for any child that has ended, would
    /// be told of this one for ever, and would never learn of the end of a test's own process (`#expect(processExitsWith:)`).
    deinit {
        close(input)
        close(output)
        let id = id
        Thread.detachNewThread {
            var status: Int32 = 0
            while waitpid(id, &status, 0) < 0, errno == EINTR {}
        }
    }

    func readFacts(_ script: String) throws -> [String: String] {
        var text = ""
        var buffer = [UInt8](repeating: 0, count: 4096)
        while !text.hasSuffix("READY\n") {
            let count = read(output, &buffer, buffer.count)
            guard count > 0 else {
                throw Service.Failure(description: "\(script) ended before it was ready. It said: \(text)")
            }
            text += String(decoding: buffer.prefix(count), as: UTF8.self)
        }
        let pairs = text.split(separator: "\n").map { $0.split(separator: "=", maxSplits: 1).map(String.init) }
        return Dictionary(pairs.filter { $0.count == 2 }.map { ($0[0], $0[1]) }) { $1 }
    }
}
