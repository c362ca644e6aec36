/// The body of a request: nothing, bytes that are here, or a stream that is still arriving.
public enum RequestBody: Sendable {
    /// No bytes.
    case empty
    /// All of it.
    case bytes([UInt8])
    /// Larger than the server's limit for buffering; the chunks come as they arrive, with backpressure.
    case stream(BodyStream)

    /// More bytes than the caller allows (413).
    public struct TooLarge: Error, Sendable {
        /// The bytes that are accepted.
        public let limit: Int
        /// A body beyond `limit` bytes.
        public init(limit: Int) { self.limit = limit }
    }

    /// The whole body, refused with ``TooLarge`` as soon as it is known to pass `limit` bytes.
    public func collect(upTo limit: Int) async throws -> [UInt8] {
        switch self {
        case .empty: return []
        case .bytes(let bytes):
            guard bytes.count <= limit else { throw TooLarge(limit: limit) }
            return bytes
        case .stream(let stream):
            if let length = stream.declaredLength, length > limit { throw TooLarge(limit: limit) }
            var all: [UInt8] = []
            while let chunk = try await stream.next() {
                guard all.count + chunk.count <= limit else { throw TooLarge(limit: limit) }
                all.append(contentsOf: chunk)
            }
            return all
        }
    }
}
