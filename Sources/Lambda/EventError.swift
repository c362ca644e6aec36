/// An event that is no request and nothing else that is known here.
enum EventError: Error, CustomStringConvertible {
    /// No JSON, or JSON of another shape: where and why.
    case malformed(String)
    /// Well-formed, and of another service: what is known of it.
    case unknown(String)
    /// A request that no server would take.
    case request(String)

    /// As the runtime API wants it.
    var type: String {
        switch self {
        case .malformed: "Event.Malformed"
        case .unknown: "Event.Unknown"
        case .request: "Event.BadRequest"
        }
    }

    var description: String {
        switch self {
        case .malformed(let why): "The event can't be read: \(why)."
        case .unknown(let what):
            "The event is \(what). This function answers requests of API Gateway, Function URLs and load balancers, and schedules."
        case .request(let why): "The event's request is not well-formed: \(why)."
        }
    }

    /// Says where in the event it is wrong.
    init(_ error: DecodingError) {
        func place(_ context: DecodingError.Context, _ last: (any CodingKey)? = nil) -> String {
            let keys = context.codingPath + (last.map { [$0] } ?? [])
            return keys.map { $0.intValue.map(String.init) ?? $0.stringValue }.joined(separator: ".")
        }
        switch error {
        case .typeMismatch(let type, let context), .valueNotFound(let type, let context):
            let path = place(context)
            self = .malformed(path.isEmpty ? "it is no JSON object" : "\(path) is no \(type)")
        case .keyNotFound(let key, let context): self = .malformed("it has no \(place(context, key))")
        case .dataCorrupted(let context):
            let path = place(context)
            self = .malformed(path.isEmpty ? "it is no JSON" : "\(path): \(context.debugDescription)")
        @unknown default: self = .malformed("\(error)")
        }
    }
}
