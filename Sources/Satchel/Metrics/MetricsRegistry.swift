import CoreMetrics
import Synchronization

/// The backend of swift-metrics that `/metrics` reads. Series of one name and the same labels are one series.
final class MetricsRegistry: MetricsFactory {
    /// The process's own; installed once, by ``install()``.
    static let shared = MetricsRegistry()

    struct Key: Hashable, Sendable, Comparable {
        let name: String
        let labels: [String]

        static func < (one: Key, other: Key) -> Bool {
            (one.name, one.labels.joined()) < (other.name, other.labels.joined())
        }
    }

    /// So many series at most, so that labels which were not thought through can't fill the memory; later ones count nowhere.
    static let limit = 2000

    private let series = Mutex<[Key: MetricSeries]>([:])
    private let looks = Mutex<[@Sendable () async -> Void]>([])
    private static let isInstalled = Mutex(false)

    /// Makes it the process's backend; a second call does nothing.
    static func install() {
        let isFirst = isInstalled.withLock { isInstalled in
            defer { isInstalled = true }
            return !isInstalled
        }
        if isFirst { MetricsSystem.bootstrap(shared) }
    }

    /// All of them, by name.
    var all: [(key: Key, series: MetricSeries)] {
        series.withLock { series in series.map { ($0.key, $0.value) } }.sorted { $0.key < $1.key }
    }

    private func find(
        _ kind: MetricSeries.Kind, _ name: String, _ dimensions: [(String, String)], bounds: [Double] = []
    ) -> MetricSeries {
        let key = Key(name: name, labels: dimensions.map { "\(Self.name($0.0))=\"\(Self.escaped($0.1))\"" }.sorted())
        return series.withLock { series in
            if let known = series[key], known.kind == kind { return known }
            let made = MetricSeries(kind, bounds: bounds)
            if series[key] == nil, series.count < Self.limit { series[key] = made }
            return made
        }
    }

    /// Letters, digits and `_` ("Metric names and labels", Prometheus documentation, "Data model").
    private static func name(_ text: String) -> String {
        String(text.map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "_" })
    }

    /// Backslash, quote and line feed ("Text format details", Prometheus documentation, "Exposition formats").
    private static func escaped(_ text: String) -> String {
        var escaped = ""
        for character in text {
            switch character {
            case "\\": escaped += "\\\\"
            case "\"": escaped += "\\\""
            case _ where character.isNewline: escaped += "\\n"
            default: escaped.append(character)
            }
        }
        return escaped
    }

    /// A counter that somebody else keeps.
    func set(_ name: String, _ dimensions: [(String, String)] = [], to total: Int) {
        find(.counter, name, dimensions).set(Double(total))
    }

    /// What is looked at before somebody reads.
    func beforeReading(_ look: @escaping @Sendable () async -> Void) { looks.withLock { $0.append(look) } }

    func refresh() async {
        for look in looks.withLock(\.self) { await look() }
    }

    func makeCounter(label: String, dimensions: [(String, String)]) -> any CounterHandler {
        find(.counter, Self.name(label), dimensions)
    }

    func makeMeter(label: String, dimensions: [(String, String)]) -> any MeterHandler {
        find(.gauge, Self.name(label), dimensions)
    }

    func makeRecorder(label: String, dimensions: [(String, String)], aggregate: Bool) -> any RecorderHandler {
        aggregate
            ? find(.histogram, Self.name(label), dimensions, bounds: MetricSeries.counts)
            : find(.gauge, Self.name(label), dimensions)
    }

    func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler {
        find(.histogram, Self.name(label), dimensions, bounds: MetricSeries.seconds)
    }

    func destroyCounter(_ handler: any CounterHandler) {}
    func destroyMeter(_ handler: any MeterHandler) {}
    func destroyRecorder(_ handler: any RecorderHandler) {}
    func destroyTimer(_ handler: any TimerHandler) {}
}
