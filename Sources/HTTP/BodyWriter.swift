/// Where a streamed answer is written. `write` suspends while the client reads too slowly.
public protocol BodyWriter: Sendable {
    /// Sends bytes; returns when there is room for more. Throws where nobody listens any more.
    func write(_ bytes: [UInt8]) async throws

    /// Returns when the server stops, or when the task is cancelled: an answer that would go on for ever ends then.
    func untilStopping() async
}

extension BodyWriter {
    /// For one that is not told of a stop.
    public func untilStopping() async {
        while !Task.isCancelled { try? await Task.sleep(for: .seconds(3600)) }
    }
}
