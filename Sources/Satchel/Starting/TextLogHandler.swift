import Glibc
import Logging
import Synchronization

/// Log lines for people, as swift-log's own handler writes them but for control characters: `2026-11-26T01:40:28+0000 info satchel: bytes=13 ms=0.150 [Web] request`.
///
/// That one asks the system for the time zone's file at every line, and makes a text of every part: a twelfth of what a page takes.
struct TextLogHandler: LogHandler {
    let label: String
    let output: Terminal
    var metadata = Logger.Metadata()
    var metadataProvider = LoggingSystem.metadataProvider
    var logLevel = Logger.Level.info

    private static let turn = Mutex(())

    init(label: String, output: Terminal) {
        self.label = label
        self.output = output
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        var line: [UInt8] = []
        line.reserveCapacity(320)
        LogClock.append(to: &line)
        line.append(UInt8(ascii: " "))
        line += event.level.rawValue.utf8
        line.append(UInt8(ascii: " "))
        line += label.utf8
        line.append(UInt8(ascii: ":"))
        append(event.allMetadata(metadata, metadataProvider), to: &line)
        line += " [".utf8
        line += event.source.utf8
        line += "] ".utf8
        Self.append(event.message.description, to: &line)
        line.append(UInt8(ascii: "\n"))
        // A pipe takes more than 4 KB in pieces: others' lines must not stand between.
        Self.turn.withLock { _ in output.write(line) }
    }

    private func append(_ metadata: Logger.Metadata, to line: inout [UInt8]) {
        for (name, value) in metadata.sorted(by: { $0.key < $1.key }) {
            line.append(UInt8(ascii: " "))
            line += name.utf8
            line.append(UInt8(ascii: "="))
            if case .string(let text) = value { Self.append(text, to: &line) } else { Self.append(value.description, to: &line) }
        }
    }

    /// A log line stays one line, and moves no terminal's cursor, whatever a visitor sent: controls are written as in JSON (ASVS 5.0, 16.4.1).
    private static func append(_ text: String, to line: inout [UInt8]) {
        let isPlain = text.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F && $0 < 0x80 }
        line += isPlain ? Array(text.utf8) : Array(JSONText.escaped(text, quotes: false).utf8)
    }
}

/// The time as log lines have it, made once a second.
private enum LogClock {
    private struct Made {
        var second = time_t.min
        var text: [UInt8] = []
    }

    private static let made = Mutex(Made())

    static func append(to line: inout [UInt8]) {
        let now = time(nil)
        made.withLock { made in
            if made.second != now { made = Made(second: now, text: text(of: now)) }
            line += made.text
        }
    }

    private static func text(of second: time_t) -> [UInt8] {
        var (second, parts) = (second, tm())
        // It alone does not look whether the zone has changed.
        tzset()
        localtime_r(&second, &parts)
        return [UInt8](unsafeUninitializedCapacity: 32) { buffer, count in
            count = buffer.withMemoryRebound(to: CChar.self) {
                strftime($0.baseAddress, $0.count, "%Y-%m-%dT%H:%M:%S%z", &parts)
            }
        }
    }
}
