/// A body on its way. One reader; ``next()`` suspends until bytes are there and returns `nil` at the end.
public struct BodyStream: Sendable {
    /// The `Content-Length`, or `nil` for a chunked body.
    public let declaredLength: Int?
    private let read: @Sendable () async throws -> [UInt8]?

    /// A stream that asks `next` for each piece, until that is `nil`.
    public init(declaredLength: Int?, next: @escaping @Sendable () async throws -> [UInt8]?) {
        self.declaredLength = declaredLength
        read = next
    }

    /// The next bytes; `nil` at the end. Throws when the client goes away or breaks the framing.
    public func next() async throws -> [UInt8]? { try await read() }
}
