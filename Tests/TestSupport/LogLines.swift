public import Logging
import Synchronization

/// Keeps what was logged, one text per line.
public final class LogLines: LogHandler {
    private let lines = Mutex<[String]>([])
    /// The lines until now, `error request failed route=/leak`.
    public var all: [String] { lines.withLock { $0 } }

    private let level: Logger.Level

    /// - Parameter level: the lowest that is kept, whatever a logger is told later.
    public init(level: Logger.Level = .info) { self.level = level }

    public var logLevel: Logger.Level {
        get { level }
        set {}
    }
    public var metadata: Logger.Metadata {
        get { [:] }
        set {}
    }
    public subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { nil }
        set {}
    }

    public func log(event: LogEvent) {
        let pairs = (event.metadata ?? [:]).sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
        lines.withLock { $0.append("\(event.level) \(event.message) " + pairs.joined(separator: " ")) }
    }
}
