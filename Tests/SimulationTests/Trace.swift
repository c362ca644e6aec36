import Logging

/// What happened in a world, line by line: kept only when somebody will read it.
///
/// Why `@unchecked Sendable`: see ``SimulatedProcess``.
final class Trace: @unchecked Sendable {
    let isOn: Bool
    private(set) var lines: [String] = []

    init(isOn: Bool) { self.isOn = isOn }

    func add(at time: World.Time, _ who: String, _ what: String) {
        let milliseconds = String(time / 1000)
        let padding = String(repeating: " ", count: max(0, 7 - milliseconds.count))
        lines.append("\(padding)\(milliseconds) ms  \(who): \(what)")
    }
}

/// Brings an engine's own log lines into the trace.
struct TraceLogHandler: LogHandler {
    let world: World
    let process: SimulatedProcess
    var metadata: Logger.Metadata = [:]
    var logLevel: Logger.Level {
        get { world.trace.isOn ? .debug : .critical }
        set {}
    }

    /// What `sync=lifespan` says when it has to give up.
    private static let lost = "is lost"

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        let details = (event.metadata ?? [:]).sorted { $0.key < $1.key }.map { " \($0.key)=\($0.value)" }.joined()
        if event.level == .critical, event.message.description.contains(Self.lost) { process.hasLost = true }
        world.note(process.name, "(\(event.level)) \(event.message)\(details)")
    }
}
