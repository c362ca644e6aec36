import Blocking
import HTTP
import HTTPTypes
import Web

/// A page that says when to come back.
struct RetryLater: Answer {
    var page: Page
    /// Seconds.
    var after: Int

    func response(in context: Context) async throws -> Response {
        var response = try await page.response(in: context)
        response.headers[.retryAfter] = String(after)
        return response
    }
}

/// Runs what needs a password hashed; where too many wait already, the answer is 503.
func orBusy<Success>(_ texts: Texts, _ body: () async throws -> Success) async throws -> Success {
    do {
        return try await body()
    } catch is BlockingQueue.Overloaded {
        throw HTTPError(.serviceUnavailable, texts.busy, headers: [.retryAfter: "5"])
    }
}
