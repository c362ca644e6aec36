import HTTPTypes

/// One request out, one answer in: what differs between a test in process and one over a socket.
protocol Exchange: Sendable {
    func send(
        _ method: HTTPRequest.Method, _ target: String, _ headers: HTTPFields, _ body: [UInt8]
    ) async throws -> RawAnswer

    /// The same, and hands over the body as it comes. Returns with the status at its end, or when its task is cancelled.
    func stream(
        _ target: String, _ headers: HTTPFields, _ take: @escaping @Sendable ([UInt8]) -> Void
    ) async throws -> RawAnswer
}

/// An answer with its whole body.
struct RawAnswer: Sendable {
    var status: HTTPResponse.Status
    var headers: HTTPFields
    var body: [UInt8]
}
