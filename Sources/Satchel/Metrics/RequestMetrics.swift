import CoreMetrics
import HTTP
import HTTPTypes

/// Counts requests around a handler: how many there are, how long they take, how many are being answered. Labels are of few values:
/// the method, where it is a usual one, and the status.
final class RequestMetrics: Sendable {
    private static let methods: Set<String> = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]
    private let inFlight = Meter(label: "satchel_http_requests_in_flight")

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
        Counter(
            label: "satchel_http_requests_total", dimensions: [("method", method), ("status", "\(response.status.code)")]
        ).increment()
        let (seconds, attoseconds) = duration.components
        Timer(label: "satchel_http_request_seconds", dimensions: [("method", method)])
            .recordNanoseconds(seconds * 1_000_000_000 + attoseconds / 1_000_000_000)
    }
}
