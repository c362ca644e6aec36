import CoreMetrics
import Synchronization

/// One counter, gauge or histogram, with its labels: what swift-metrics writes to and `/metrics` reads.
final class MetricSeries: Sendable {
    enum Kind: String, Sendable { case counter, gauge, histogram }

    struct Value: Sendable {
        var total = 0.0
        var count: UInt64 = 0
        /// How many fell into each bucket, not added up.
        var buckets: [UInt64]
    }

    let kind: Kind
    /// The buckets' upper bounds; a last one without a bound follows.
    let bounds: [Double]
    private let state: Mutex<Value>

    /// Seconds: from a fast page to a slow bucket.
    static let seconds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30]
    /// Counts: writes in a commit.
    static let counts = [1.0, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024]

    init(_ kind: Kind, bounds: [Double] = []) {
        self.kind = kind
        self.bounds = bounds
        state = Mutex(Value(buckets: [UInt64](repeating: 0, count: bounds.count + 1)))
    }

    var value: Value { state.withLock(\.self) }

    func add(_ amount: Double) { state.withLock { $0.total += amount } }

    func set(_ amount: Double) { state.withLock { $0.total = amount } }

    func observe(_ amount: Double) {
        let bucket = bounds.firstIndex { amount <= $0 } ?? bounds.count
        state.withLock { value in
            value.total += amount
            value.count += 1
            value.buckets[bucket] += 1
        }
    }
}

extension MetricSeries: CounterHandler, TimerHandler, RecorderHandler, MeterHandler {
    func increment(by amount: Int64) { add(Double(amount)) }
    func increment(by amount: Double) { add(amount) }
    func decrement(by amount: Double) { add(-amount) }
    func reset() { set(0.0) }
    func set(_ value: Int64) { set(Double(value)) }
    func recordNanoseconds(_ duration: Int64) { observe(Double(duration) / 1e9) }
    func record(_ value: Int64) { record(Double(value)) }
    func record(_ value: Double) { kind == .gauge ? set(value) : observe(value) }
}
