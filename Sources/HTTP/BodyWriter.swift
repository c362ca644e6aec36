/// Where a streamed answer is written. `write` suspends while the client reads too slowly.
public protocol BodyWriter: Sendable {
    func write(_ bytes: [UInt8]) async throws
}
