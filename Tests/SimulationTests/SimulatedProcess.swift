import BucketSQLite
import ObjectStore

@testable import BucketSQLite

/// One instance of the program: everything it does runs as jobs of this executor, so it can be stopped between any two of them.
///
/// - A *frozen* process does nothing until it is thawed; the world goes on meanwhile.
/// - A *dead* one never does anything again. What it had sent is still on its way.
/// - When the world is over all are *buried*: their tasks are run to their ends against a store that refuses everything, only to
///   give their memory back. Nothing looks at what they do then.
///
/// Why `@unchecked Sendable`: a world and all that belongs to it is used by the one thread that runs it. `enqueue` checks that.
final class SimulatedProcess: TaskExecutor, @unchecked Sendable {
    enum State { case running, frozen, dead, buried }

    let name: String
    private unowned let world: World
    private(set) var state = State.running
    /// For sabotage: what its engine prepared last, and whether a PUT of its has failed since the last load.
    var prepared: BucketState?
    var mustLoad = false
    /// For sabotage: the question under way.
    var question: (etag: ETag?, answer: Task<Result<GetResult, StoreError>, Never>)?
    /// Whether the database came from the store whole, or was put there: from then on a missing one has vanished.
    var hasSeenDatabase = false
    /// How its engine was opened.
    var options: BucketOptions?
    /// How many operations it is answering.
    var inFlight = 0
    /// Whether it takes no more requests, and whether it has ended in order.
    var isStopping = false
    var hasStopped = false
    /// Whether it is somebody's command, and no instance of the program.
    var isPerson = false
    /// Whether it said that something is lost.
    var hasLost = false
    private var ready: [UnownedJob] = []
    private var fuse: (jobs: Int, act: () -> Void)?

    init(name: String, world: World) {
        self.name = name
        self.world = world
    }

    func enqueue(_ job: consuming ExecutorJob) {
        world.checkThread()
        ready.append(UnownedJob(job))
    }

    /// How many jobs could run now.
    var runnable: Int { state == .running || state == .buried ? ready.count : 0 }

    func run(_ index: Int) {
        let job = ready[index]
        // The order of the rest does not matter: the next to run is drawn anyway.
        ready[index] = ready[ready.count - 1]
        ready.removeLast()
        job.runSynchronously(on: asUnownedTaskExecutor())
        burnFuse()
    }

    /// Lets `act` happen after `jobs` more of its jobs: somewhere in the middle of whatever it does then.
    func light(_ jobs: Int, _ act: @escaping () -> Void) {
        guard state == .running else { return }
        fuse = (jobs, act)
        burnFuse()
    }

    func putOutFuse() { fuse = nil }

    private func burnFuse() {
        guard let (jobs, act) = fuse else { return }
        if jobs > 0 {
            fuse = (jobs - 1, act)
        } else {
            fuse = nil
            act()
        }
    }

    func freeze() { if state == .running { state = .frozen } }
    func thaw() { if state == .frozen { state = .running } }
    func kill() { state = .dead }
    func bury() {
        state = .buried
        fuse = nil
    }
}
