import Synchronization

/// What one queue does now, for who measures.
public struct QueueLoad: Sendable, Hashable {
    /// The queue's name.
    public let label: String
    /// How many jobs run at most.
    public let width: Int
    /// How many run now.
    public let running: Int
    /// How many wait.
    public let waiting: Int
    /// Pieces of work that were refused since the queue was made, because it was full.
    public let refused: Int

    /// Those of all queues of this process.
    public static var all: [QueueLoad] { Roster.shared.crews.map(QueueLoad.init) }

    init(_ crew: Crew) {
        let load = crew.load
        label = crew.label
        width = crew.width
        running = load.running
        waiting = load.waiting
        refused = crew.refused
    }
}

/// The crews of all queues that there are.
final class Roster: Sendable {
    static let shared = Roster()
    private let known = Mutex<[ObjectIdentifier: Crew]>([:])

    var crews: [Crew] { known.withLock { Array($0.values) } }

    func add(_ crew: Crew) { known.withLock { $0[ObjectIdentifier(crew)] = crew } }
    func remove(_ crew: Crew) { known.withLock { $0[ObjectIdentifier(crew)] = nil } }
}
