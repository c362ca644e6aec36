import FoundationEssentials
import Logging

/// One JSON object a line: `time`, `level`, `logger`, `message`, and the metadata under their own names.
struct JSONLogHandler: LogHandler {
    let label: String
    let output: Terminal
    var metadata = Logger.Metadata()
    var metadataProvider = LoggingSystem.metadataProvider
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
            ("time", JSONText.quoted(Date().formatted(Date.ISO8601FormatStyle(includingFractionalSeconds: true)))),
            ("level", JSONText.quoted(event.level.rawValue)),
            ("logger", JSONText.quoted(label)),
            ("message", JSONText.quoted(event.message.description)),
        ]
        let all = event.allMetadata(metadata, metadataProvider)
        for (name, value) in all.sorted(by: { $0.key < $1.key }) { fields.append((name, Self.json(value))) }
        output.print("{" + fields.map { "\(JSONText.quoted($0.0)):\($0.1)" }.joined(separator: ",") + "}")
    }

    private static func json(_ value: Logger.Metadata.Value) -> String {
        switch value {
        case .string(let text): JSONText.quoted(text)
        case .stringConvertible(let value): JSONText.quoted(value.description)
        case .array(let values): "[" + values.map(json).joined(separator: ",") + "]"
        case .dictionary(let values):
            "{" + values.sorted { $0.key < $1.key }.map { "\(JSONText.quoted($0.key)):\(json($0.value))" }.joined(separator: ",")
                + "}"
        }
    }
}
