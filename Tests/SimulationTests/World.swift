import Glibc
import ObjectStore

@testable import BucketSQLite

/// A world of its own: one thread, one seed, a clock that stands still while anything can run.
///
/// Which job runs next is drawn. Only when no process can run, the clock jumps to the next timer: the arrival of a request at the
/// store, of an answer at its process, the end of a sleep, a crash.
///
/// Why `@unchecked Sendable`: see ``SimulatedProcess``.
final class World: @unchecked Sendable {
    /// Microseconds since the beginning.
    typealias Time = Int

    let trace: Trace
    var random: SplitMix
    private(set) var now: Time = 0
    /// Whether all is done and only memory is given back.
    private(set) var isOver = false
    var weather = Weather.calm
    /// How many requests suffered a fault.
    var faults = 0
    /// What went wrong with the simulation itself or with what it checks.
    private(set) var violations: [String] = []

    private(set) var processes: [SimulatedProcess] = []
    private var timers: [Timer] = []
    private var timersMade = 0
    private var stamps = 0
    private var jobsRun = 0
    private let thread = pthread_self()
    private let origin = ContinuousClock.now

    private struct Timer {
        var due: Time
        var order: Int
        var act: () -> Void
    }

    init(seed: UInt64, trace: Trace) {
        random = SplitMix(seed: seed)
        self.trace = trace
    }

    // MARK: What happens

    func violation(_ text: String) {
        note("VIOLATION", text)
        violations.append(text)
    }

    func note(_ who: @autoclosure () -> String, _ what: @autoclosure () -> String) {
        if trace.isOn, !isOver { trace.add(at: now, who(), what()) }
    }

    /// The place of a moment in the order of all that happens.
    func stamp() -> Int {
        stamps += 1
        return stamps
    }

    /// Whoever gets here from another thread has left the world: its order would no longer be the seed's.
    func checkThread() {
        precondition(pthread_equal(thread, pthread_self()) != 0, "a job of the simulation escaped to another thread")
    }

    // MARK: Time

    func after(_ delay: Time, _ act: @escaping () -> Void) {
        checkThread()
        timersMade += 1
        let timer = Timer(due: now + delay, order: timersMade, act: act)
        // The latest first, so that the next to fire is the last of the array.
        var low = 0
        var high = timers.count
        while low < high {
            let middle = (low + high) / 2
            if (timers[middle].due, timers[middle].order) > (timer.due, timer.order) { low = middle + 1 } else { high = middle }
        }
        timers.insert(timer, at: low)
    }

    func sleep(_ delay: Time) async throws {
        if isOver { throw CancellationError() }
        await withUnsafeContinuation { continuation in after(delay) { continuation.resume() } }
        if isOver { throw CancellationError() }
    }

    func instant() -> ContinuousClock.Instant { origin.advanced(by: .microseconds(now)) }

    func time(of instant: ContinuousClock.Instant) -> Time { Self.time(origin.duration(to: instant)) }

    static func time(_ duration: Duration) -> Time {
        Int(duration.components.seconds) * 1_000_000 + Int(duration.components.attoseconds / 1_000_000_000_000)
    }

    // MARK: Running

    func process(_ name: String) -> SimulatedProcess {
        let process = SimulatedProcess(name: name, world: self)
        processes.append(process)
        return process
    }

    /// Runs until nothing is left to do.
    func run() {
        let limit = jobsRun + 200_000
        while runJob() || fireTimer() {
            guard jobsRun < limit else { return violation("the world does not come to rest") }
        }
    }

    private func runJob() -> Bool {
        let count = processes.reduce(0) { $0 + $1.runnable }
        guard count > 0 else { return false }
        var index = random.below(count)
        for process in processes {
            if index < process.runnable {
                jobsRun += 1
                process.run(index)
                return true
            }
            index -= process.runnable
        }
        return false
    }

    private func fireTimer() -> Bool {
        guard let timer = timers.popLast() else { return false }
        now = max(now, timer.due)
        timer.act()
        return true
    }

    /// Runs all tasks to their ends and forgets everything.
    func end() {
        isOver = true
        for process in processes { process.bury() }
        run()
        processes = []
    }

    /// What an engine of `process` takes from this world.
    func runtime(for process: SimulatedProcess, fetch: RangeFetch) -> BucketRuntime {
        // The machine's clock ends no read of a world.
        BucketRuntime(
            now: { self.instant() }, wallClock: { Int64(self.now / 1000) },
            sleep: { try await self.sleep(Self.time($0)) }, random: { self.random.next() },
            briefTime: 3600, executor: process, writing: .inline, reading: .inline, tidying: .inline, fetch: fetch)
    }
}
