import FoundationEssentials
import Logging

/// One JSON object a line: `time`, `level`, `logger`, `message`, and the metadata under their own names.
struct JSONLogHandler: LogHandler {
    let label: String
    let output: Terminal
    var metadata = Logger.Metadata()
    var logLevel = Logger.Level.info

    init(label: String, output: Terminal) {
        self.label = label
        self.output = output
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        var fields: [(String, String)] = [
            ("time", Self.quoted(Date().formatted(Date.ISO8601FormatStyle(includingFractionalSeconds: true)))),
            ("level", Self.quoted(event.level.rawValue)),
            ("logger", Self.quoted(label)),
            ("message", Self.quoted(event.message.description)),
        ]
        let all = metadata.merging(event.metadata ?? [:]) { _, last in last }
        for (name, value) in all.sorted(by: { $0.key < $1.key }) { fields.append((name, Self.json(value))) }
        output.print("{" + fields.map { "\(Self.quoted($0.0)):\($0.1)" }.joined(separator: ",") + "}")
    }

    private static func json(_ value: Logger.Metadata.Value) -> String {
        switch value {
        case .string(let text): quoted(text)
        case .stringConvertible(let value): quoted(value.description)
        case .array(let values): "[" + values.map(json).joined(separator: ",") + "]"
        case .dictionary(let values):
            "{" + values.sorted { $0.key < $1.key }.map { "\(quoted($0.key)):\(json($0.value))" }.joined(separator: ",") + "}"
        }
    }

    /// A JSON string (RFC 8259 section 7): a log line stays one line, whatever a visitor sent.
    static func quoted(_ text: String) -> String {
        var quoted = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": quoted += "\\\""
            case "\\": quoted += "\\\\"
            case "\n": quoted += "\\n"
            case "\r": quoted += "\\r"
            case "\t": quoted += "\\t"
            case "\u{0}"..."\u{1F}", "\u{7F}", "\u{2028}", "\u{2029}":
                let hex = String(scalar.value, radix: 16)
                quoted += "\\u" + String(repeating: "0", count: 4 - hex.count) + hex
            default: quoted.unicodeScalars.append(scalar)
            }
        }
        return quoted + "\""
    }
}
