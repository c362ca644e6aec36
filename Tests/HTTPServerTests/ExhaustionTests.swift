import CLinux
import Glibc
import HTTP
import HTTPServer
import Logging
import Testing

@Suite struct ExhaustionTests {
    /// Opens a gate at the first warning.
    struct WarningGate: LogHandler {
        let gate: Gate
        var metadata: Logger.Metadata = [:]
        var logLevel: Logger.Level = .warning

        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }

        func log(event: LogEvent) {
            if event.level == .warning { gate.open() }
        }
    }

    @Test("When descriptors run out, a connection waits, and is served when there are some again")
    func descriptors() async {
        // In a process of its own: the limit is the process's.
        await #expect(processExitsWith: .success) {
            let warned = Gate()
            var logger = Logger(label: "test") { _ in WarningGate(gate: warned) }
            logger.logLevel = .warning
            let path = "/tmp/satchel-\(getpid()).sock"
            let server = Server([.unix(path: path)], logger: logger, handler: echo)
            let address = try await server.start()[0]
            let first = try RawClient(address)
            try await first.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
            let before = try await first.answer().status
            precondition(before == 200)

            var limit = rlimit(rlim_cur: 256, rlim_max: 256)
            precondition(setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0)
            var fillers: [Int32] = []
            while true {
                let descriptor = dup(0)
                guard descriptor >= 0 else { break }
                fillers.append(descriptor)
            }
            close(fillers.removeLast())
            let waiting = try RawClient(address)
            try await waiting.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
            await warned.passed()
            for descriptor in fillers { close(descriptor) }
            let after = try await waiting.answer().status
            precondition(after == 200)
            await server.stop()
        }
    }
}
