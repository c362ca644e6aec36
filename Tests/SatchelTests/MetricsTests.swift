import CoreMetrics
import HTTP
import Testing

@testable import Satchel

@Suite("Metrics")
struct MetricsTests {
    private func text(_ registry: MetricsRegistry) -> String { PrometheusText(registry.all).text }

    @Test("counters of one name and the same labels are one series, whatever the order of the labels")
    func counters() {
        let registry = MetricsRegistry()
        registry.makeCounter(label: "a_total", dimensions: [("x", "1"), ("y", "2")]).increment(by: 2)
        registry.makeCounter(label: "a_total", dimensions: [("y", "2"), ("x", "1")]).increment(by: 3)
        registry.makeCounter(label: "a_total", dimensions: []).increment(by: 1)
        #expect(text(registry) == "# TYPE a_total counter\na_total 1\na_total{x=\"1\",y=\"2\"} 5\n")
    }

    @Test("a timer is a histogram whose buckets add up")
    func histogram() {
        let registry = MetricsRegistry()
        let timer = registry.makeTimer(label: "t_seconds", dimensions: [])
        for milliseconds in [1, 3, 400, 60_000] { timer.recordNanoseconds(Int64(milliseconds) * 1_000_000) }
        let lines = text(registry).split(separator: "\n")
        #expect(lines.first == "# TYPE t_seconds histogram")
        #expect(lines.contains("t_seconds_bucket{le=\"0.001\"} 1"))
        #expect(lines.contains("t_seconds_bucket{le=\"0.005\"} 2"))
        #expect(lines.contains("t_seconds_bucket{le=\"30\"} 3"))
        #expect(lines.contains("t_seconds_bucket{le=\"+Inf\"} 4"))
        #expect(lines.contains("t_seconds_count 4"))
        #expect(lines.contains("t_seconds_sum 60.404"))
    }

    @Test("a gauge goes up and down")
    func gauge() {
        let registry = MetricsRegistry()
        let meter = registry.makeMeter(label: "g", dimensions: [])
        meter.set(Int64(7))
        meter.decrement(by: 2)
        #expect(text(registry) == "# TYPE g gauge\ng 5\n")
    }

    @Test("a label can neither end its line nor its quotes")
    func escaping() {
        let registry = MetricsRegistry()
        registry.makeCounter(label: "a b\n", dimensions: [("k-1", "\"\\\r\n")]).increment(by: 1)
        #expect(text(registry) == "# TYPE a_b_ counter\na_b_{k_1=\"\\\"\\\\\\n\"} 1\n")
    }

    @Test("labels without end do not fill the memory")
    func limit() {
        let registry = MetricsRegistry()
        for number in 0..<(MetricsRegistry.limit + 100) {
            registry.makeCounter(label: "a_total", dimensions: [("n", "\(number)")]).increment(by: 1)
        }
        #expect(registry.all.count == MetricsRegistry.limit)
    }
}
