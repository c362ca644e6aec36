import Synchronization

/// The threads of one queue, and what waits for them. It outlives the queue until its last piece of work is done.
final class Crew: Sendable {
    typealias Job = @Sendable () -> Void

    let label: String
    let width: Int
    let limit: Int
    private let state = Mutex(State())

    private struct State {
        var running = 0
        var waiting = Line()
        /// Threads without work. While there are any, nothing waits.
        var idle: [Worker] = []
        var isDismissed = false
        var refused = 0
    }

    private enum Admission {
        case hire, stored, refused
        case wake(Worker)
    }

    init(label: String, width: Int, limit: Int) {
        self.label = label
        self.width = width
        self.limit = limit
    }

    var load: (running: Int, waiting: Int) { state.withLock { ($0.running, $0.waiting.count) } }

    var refused: Int { state.withLock(\.refused) }

    /// Whether there was room.
    func submit(_ job: @escaping Job) -> Bool {
        switch admit(job) {
        case .hire: Worker(crew: self).start(with: job)
        case .wake(let worker): worker.wake(with: job)
        case .stored: break
        case .refused: return false
        }
        return true
    }

    private func admit(_ job: @escaping Job) -> Admission {
        state.withLock { state in
            if let worker = state.idle.popLast() {
                state.running += 1
                return .wake(worker)
            }
            if state.running < width {
                state.running += 1
                return .hire
            }
            guard state.waiting.count < limit else {
                state.refused += 1
                return .refused
            }
            state.waiting.append(job)
            return .stored
        }
    }

    /// What a worker that has done its work does next; `nil` to go home.
    func next(for worker: Worker) -> Job? {
        enum Turn {
            case work(Job)
            case rest, leave
        }
        let turn = state.withLock { state -> Turn in
            if let job = state.waiting.popFirst() { return .work(job) }
            state.running -= 1
            if state.isDismissed { return .leave }
            state.idle.append(worker)
            return .rest
        }
        switch turn {
        case .work(let job): return job
        case .rest: return worker.rest()
        case .leave: return nil
        }
    }

    /// Takes an idle worker off the list. `false` where it is off already: then someone is about to wake it.
    func release(_ worker: Worker) -> Bool {
        state.withLock { state in
            guard let place = state.idle.firstIndex(where: { $0 === worker }) else { return false }
            state.idle.remove(at: place)
            return true
        }
    }

    /// Nothing more will come: idle threads end now, the others after the work that is there.
    func dismiss() {
        let idle = state.withLock { state in
            state.isDismissed = true
            defer { state.idle = [] }
            return state.idle
        }
        for worker in idle { worker.wake(with: nil) }
    }
}
