import Glibc

/// A program that this one has started, in a process group of its own: what a terminal sends to this one does not reach it.
struct ChildProcess: Sendable {
    let id: pid_t

    /// How a process ended.
    enum End: Sendable, Hashable, CustomStringConvertible {
        case code(Int32), signal(Int32)

        /// `with 1`, `by signal 11 (Segmentation fault)`.
        var description: String {
            switch self {
            case .code(let code): "with \(code)"
            case .signal(let signal): "by signal \(signal) (\(String(cString: strsignal(signal))))"
            }
        }
    }

    /// - Parameter arguments: the program first; it is looked for in `PATH` where it has no slash.
    init(_ arguments: [String]) throws {
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK))
        // Signals that this program ignores or blocks are not ignored or blocked there.
        var all = sigset_t()
        sigfillset(&all)
        posix_spawnattr_setsigdefault(&attributes, &all)
        var none = sigset_t()
        sigemptyset(&none)
        posix_spawnattr_setsigmask(&attributes, &none)
        var words: [UnsafeMutablePointer<CChar>?] = arguments.map { strdup($0) } + [nil]
        defer { for word in words { free(word) } }
        var id: pid_t = 0
        let code = posix_spawnp(&id, arguments[0], nil, &attributes, &words, environ)
        guard code == 0 else {
            throw StartError("\(arguments[0]) can't be started: \(String(cString: strerror(code)))")
        }
        self.id = id
    }

    /// How it ended; `nil` while it runs. Asked once more after that, it is not there.
    func end() -> End? {
        var status: Int32 = 0
        guard waitpid(id, &status, WNOHANG) == id else { return nil }
        return status & 0x7f == 0 ? .code(status >> 8 & 0xff) : .signal(status & 0x7f)
    }

    /// Returns when it has ended.
    func wait() async -> End {
        while true {
            if let end = end() { return end }
            // A cancelled task sleeps no more, and still has to wait.
            await Task.detached { try? await Task.sleep(for: .milliseconds(20)) }.value
        }
    }

    /// Asks it to end, and makes it after a while.
    func stop(patience: Duration = .seconds(10)) async {
        kill(id, SIGTERM)
        let limit = Task.detached { [id] in
            try await Task.sleep(for: patience)
            kill(-id, SIGKILL)
        }
        _ = await wait()
        limit.cancel()
    }
}
