import CoreMetrics
import HTTP
import HTTPTypes
import Synchronization

/// Counts requests around a handler: how many there are, how long they take, how many are being answered. Labels are of few values:
/// the method, where it is a usual one, and the status.
final class RequestMetrics: Sendable {
    private static let methods: Set<String> = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]
    private let inFlight = Meter(label: "satchel_http_requests_in_flight")
    /// Found by their labels once: that costs more than a plain page.
    private let counters = Mutex<[CounterKey: Counter]>([:])
    private let timers = Mutex<[String: Timer]>([:])

    private struct CounterKey: Hashable {
        let method: String
        let status: Int
    }

    /// The handler, counted.
    func counting(_ handler: @escaping Handler) -> Handler {
        { request in
            self.inFlight.increment()
            let start = ContinuousClock.now
            let response = await handler(request)
            self.note(request, response, ContinuousClock.now - start)
            self.inFlight.decrement()
            return response
        }
    }

    private func note(_ request: Request, _ response: Response, _ duration: Duration) {
        let method = Self.methods.contains(request.method.rawValue) ? request.method.rawValue : "other"
        counter(CounterKey(method: method, status: response.status.code)).increment()
        let (seconds, attoseconds) = duration.components
        timer(method).recordNanoseconds(seconds * 1_000_000_000 + attoseconds / 1_000_000_000)
    }

    private func counter(_ key: CounterKey) -> Counter {
        counters.withLock { counters in
            if let known = counters[key] { return known }
            let made = Counter(
                label: "satchel_http_requests_total", dimensions: [("method", key.method), ("status", "\(key.status)")])
            counters[key] = made
            return made
        }
    }

    private func timer(_ method: String) -> Timer {
        timers.withLock { timers in
            if let known = timers[method] { return known }
            let made = Timer(label: "satchel_http_request_seconds", dimensions: [("method", method)])
            timers[method] = made
            return made
        }
    }
}
