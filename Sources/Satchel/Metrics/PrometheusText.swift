/// A registry in Prometheus's text format, version 0.0.4 ("Exposition formats", Prometheus documentation).
struct PrometheusText {
    static let contentType = "text/plain; version=0.0.4; charset=utf-8"
    private(set) var text = ""

    init(_ all: [(key: MetricsRegistry.Key, series: MetricSeries)]) {
        var last: String?
        for (key, series) in all {
            if key.name != last { text += "# TYPE \(key.name) \(series.kind.rawValue)\n" }
            last = key.name
            write(key, series)
        }
    }

    private mutating func write(_ key: MetricsRegistry.Key, _ series: MetricSeries) {
        let value = series.value
        guard series.kind == .histogram else { return line(key.name, key.labels, value.total) }
        var sum: UInt64 = 0
        for (index, count) in value.buckets.enumerated() {
            sum += count
            let bound = index < series.bounds.count ? Self.number(series.bounds[index]) : "+Inf"
            line(key.name + "_bucket", key.labels + ["le=\"\(bound)\""], Double(sum))
        }
        line(key.name + "_sum", key.labels, value.total)
        line(key.name + "_count", key.labels, Double(value.count))
    }

    private mutating func line(_ name: String, _ labels: [String], _ value: Double) {
        text += name + (labels.isEmpty ? "" : "{\(labels.joined(separator: ","))}") + " \(Self.number(value))\n"
    }

    private static func number(_ value: Double) -> String {
        value == value.rounded() && abs(value) < 1e15 ? String(Int(value)) : String(value)
    }
}
