/// What a server does now, for who measures.
public struct ServerLoad: Sendable, Hashable {
    /// Open connections, idle ones included.
    public let connections: Int
    /// Connections since the start, the refused ones included.
    public let accepted: Int
    /// Of these, those that were more than the server takes.
    public let refused: Int
    /// How long work that was handed to each event loop just now had to wait for its turn, in seconds: what every connection of the
    /// loop waits at the moment.
    public let loopDelays: [Double]
}

extension Engine {
    func load() async -> ServerLoad {
        let counts = service.counts
        var delays: [Double] = []
        for loop in loops { delays.append(await loop.delay()) }
        return ServerLoad(connections: counts.open, accepted: counts.accepted, refused: counts.refused, loopDelays: delays)
    }
}

extension EventLoop {
    /// A closure's way through the loop: also one that comes from the loop itself waits for the next turn.
    fileprivate func delay() async -> Double {
        let start = ContinuousClock.now
        await withCheckedContinuation { continuation in execute { continuation.resume() } }
        return (ContinuousClock.now - start) / .seconds(1)
    }
}
