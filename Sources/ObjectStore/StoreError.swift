/// What a store answered, as far as the caller's next step depends on it.
public struct StoreError: Error, Sendable, CustomStringConvertible {
    /// What went wrong, as far as a program can do something about it.
    public enum Kind: Sendable, Hashable {
        /// Definitely not applied, the condition does not hold: 412, 409 and 404 to an `If-Match`.
        case conditionFailed
        /// 403: credentials or policy. Not "missing".
        case denied
        /// The clock of this machine is off by more than the store allows.
        case clockSkew
        /// The bucket (or folder) itself does not exist.
        case noSuchBucket
        /// 429 or 503: definitely not applied; slow down.
        case throttled(retryAfter: Double?)
        /// The store could not be reached or refused before it took the request: definitely not applied.
        case unreachable
        /// The request was sent and no definite answer came (connection lost, time-out, 500, 502, 504): it may be applied, now or later.
        case unknownOutcome
        /// The bytes that arrived are not the object: length or checksum differ.
        case corrupt
        /// No credentials could be found or refreshed.
        case noCredentials
        /// The store does not know the request: a wrong endpoint or region, a feature it lacks.
        case unsupported
        /// Any other refusal (4xx): definitely not applied.
        case refused
    }

    /// What went wrong.
    public var kind: Kind
    /// What happened and what to do about it.
    public var message: String
    /// Of HTTP; `nil` where there was no answer.
    public var status: Int?
    /// S3's error code (`AccessDenied`, `SlowDown`, …).
    public var code: String?
    /// The store's own name for the request: its people ask for it.
    public var requestID: String?

    /// An error of `kind` that says `message`.
    public init(_ kind: Kind, _ message: String, status: Int? = nil, code: String? = nil, requestID: String? = nil) {
        self.kind = kind
        self.message = message
        self.status = status
        self.code = code
        self.requestID = requestID
    }

    public var description: String {
        var facts: [String] = []
        if let status { facts.append("HTTP \(status)") }
        if let code { facts.append(code) }
        if let requestID { facts.append("request id \(requestID)") }
        return facts.isEmpty ? message : "\(message) (\(facts.joined(separator: ", ")))"
    }
}
