import Logging
import Synchronization

/// What is noted of a request in development, for the page that shows an error: how far it came, and what it logged.
final class RequestNotes: Sendable {
    private struct State {
        var steps: [String] = []
        var lines: [String] = []
    }

    private let state = Mutex(State())
    private static let kept = 50

    var steps: [String] { state.withLock { $0.steps } }
    var lines: [String] { state.withLock { $0.lines } }

    func reached(_ step: String) { state.withLock { $0.steps.append(step) } }

    fileprivate func add(_ event: LogEvent) {
        let values = (event.metadata ?? [:]).sorted { $0.key < $1.key }.map { " \($0.key)=\($0.value)" }.joined()
        state.withLock { state in
            state.lines.append("\(event.level) \(event.message)\(values)")
            if state.lines.count > Self.kept { state.lines.removeFirst() }
        }
    }
}

/// Hands on what is logged, and notes it.
struct NotingLogHandler: LogHandler {
    var base: any LogHandler
    let notes: RequestNotes

    var logLevel: Logger.Level {
        get { base.logLevel }
        set { base.logLevel = newValue }
    }
    var metadata: Logger.Metadata {
        get { base.metadata }
        set { base.metadata = newValue }
    }
    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { base[metadataKey: key] }
        set { base[metadataKey: key] = newValue }
    }

    func log(event: LogEvent) {
        notes.add(event)
        base.log(event: event)
    }
}
