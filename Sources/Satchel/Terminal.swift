import Glibc

/// The standard streams, written to at once and without buffering.
struct Terminal: Sendable {
    let descriptor: Int32

    static let out = Terminal(descriptor: STDOUT_FILENO)
    static let error = Terminal(descriptor: STDERR_FILENO)
    static let input = Terminal(descriptor: STDIN_FILENO)

    /// Whether a person sits at the other end.
    var isInteractive: Bool { isatty(descriptor) == 1 }

    /// Writes a line. A reader that has gone away ends the process by SIGPIPE, as it does other commands.
    func print(_ line: String) { write(line + "\n") }

    func write(_ text: String) { write(Array(text.utf8)) }

    func write(_ bytes: [UInt8]) {
        var bytes = bytes[...]
        while !bytes.isEmpty {
            let count = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { return }
            bytes = bytes.dropFirst(count)
        }
    }

    /// All that comes until the other end closes, as UTF-8.
    func readToEnd() -> String {
        var all: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = read(descriptor, &buffer, buffer.count)
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { return String(decoding: all, as: UTF8.self) }
            all += buffer[..<count]
        }
    }
}
