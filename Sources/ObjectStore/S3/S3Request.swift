import HTTPCalls

/// A call to S3 before it is signed.
struct S3Request: Sendable {
    var method: HTTPCall.Method
    /// `nil` for the bucket itself.
    var key: String?
    var query: [(String, String)] = []
    var headers: [(String, String)] = []
    var body: [UInt8]?
    var deadline: ContinuousClock.Instant?
    /// Repeating it does no harm: all but conditional writes.
    var isRepeatable = true

    /// Nothing is changed by it: an answer that was lost leaves nothing in doubt.
    var isRead: Bool { method == .get || method == .head }
    var isConditionalWrite: Bool { (method == .put || method == .post) && !isRepeatable }
}
