// An event loop: one thread, one epoll, the executor of its connections' tasks.
//
// 1. What belongs to a loop (its sources, wheel, buffers, and every connection) is touched on the loop only. That is what
//    `@unchecked Sendable` rests on, here and in what the loop owns: while `run()` goes on, "on the loop" means its one thread;
//    after it has ended, jobs of tasks that outlived it run on the same *serial* Dispatch queue, one after the other.
// 2. Other threads hand over work under the mutex of `inbox` and wake the loop by its eventfd, once for many.
// 3. The eventfd is watched edge-triggered: it is written and never read.
// 4. A turn: events, then what was handed over, timers, jobs, then one write for each connection with something to send.

import CLinux
import Dispatch
import Glibc
import HTTP
import Synchronization

final class EventLoop: TaskExecutor, @unchecked Sendable {
    /// A job of a task, or a closure from another thread.
    enum Work {
        case job(UnownedJob)
        case closure(@Sendable () -> Void)
    }

    struct Inbox {
        var work: [Work] = []
        var isWoken = false
        var hasEnded = false
    }

    static let receiveBytes = 64 << 10

    let poll: Int32
    let wakeUp: Int32
    let queue: DispatchQueue
    let inbox = Mutex(Inbox())
    /// The thread that is on the loop; 0 for none. Relaxed order is enough: a thread only asks whether it wrote this itself.
    let thread = Atomic<UInt>(0)

    // On the loop only.
    private var sources: [(any EventSource)?] = []
    private(set) var sourceCount = 0
    private var wheel: TimerWheel
    var jobs: [Work] = []
    var running: [Work] = []
    private var unsent: [Connection] = []
    private var sending: [Connection] = []
    private(set) var now: Int
    var isStopping = false
    var onEnd: (@Sendable () -> Void)?
    /// What sockets are read into; a request that comes whole is parsed in place.
    let scratch = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: receiveBytes)
    var spareBuffers: [[UInt8]] = []
    /// Tasks without work: see ``RequestWorker``.
    var waitingWorkers: [RequestWorker] = []
    private(set) var hasEnded = false
    /// Where what TLS sends is gathered.
    let record = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: TLSSession.recordBytes)
    var clock = DateClock()

    init(label: String) throws(ServerError) {
        poll = epoll_create1(Int32(EPOLL_CLOEXEC))
        guard poll >= 0 else { throw .system(call: "epoll_create1", code: errno) }
        wakeUp = eventfd(0, Int32(EFD_CLOEXEC | EFD_NONBLOCK))
        guard wakeUp >= 0, clinux_watch(poll, EPOLL_CTL_ADD, wakeUp, EPOLLIN.rawValue | EPOLLET.rawValue) == 0 else {
            let code = errno
            close(poll)
            throw .system(call: "eventfd", code: code)
        }
        queue = DispatchQueue(label: label)
        now = Int(clinux_monotonic_milliseconds())
        wheel = TimerWheel(now: now)
    }

    deinit {
        close(wakeUp)
        close(poll)
        scratch.deallocate()
        record.deallocate()
    }

    /// Begins to turn, on the loop's own thread.
    func start() { queue.async { self.run() } }

    private func run() {
        thread.store(UInt(pthread_self()), ordering: .relaxed)
        var events = [epoll_event](repeating: epoll_event(), count: 256)
        while !(isStopping && sourceCount == 0) {
            let timeout = jobs.isEmpty && unsent.isEmpty ? wheel.timeout(now: now) : 0
            let count = epoll_wait(poll, &events, Int32(events.count), timeout)
            now = Int(clinux_monotonic_milliseconds())
            for index in 0..<max(0, Int(count)) { dispatch(events[index]) }
            fireTimers()
            runJobs()
            sendUnsent()
        }
        end()
    }

    private func dispatch(_ event: epoll_event) {
        let descriptor = withUnsafePointer(to: event) { clinux_event_fd($0) }
        if descriptor == wakeUp {
            takeInbox()
        } else if Int(descriptor) < sources.count {
            sources[Int(descriptor)]?.ready(event.events)
        }
    }

    /// No source is left. Jobs may still come, from tasks whose connection was cut: see invariant 1.
    private func end() {
        hasEnded = true
        dismissWorkers()
        inbox.withLock { inbox in
            inbox.hasEnded = true
            jobs += inbox.work
            inbox.work = []
        }
        while !jobs.isEmpty { runJobs() }
        thread.store(0, ordering: .relaxed)
        let onEnd = onEnd.take()
        onEnd?()
    }
}

// MARK: Sources

extension EventLoop {
    /// Watches a descriptor: level-triggered for a listener, edge-triggered for a connection.
    func add(_ source: any EventSource, descriptor: Int32, events: UInt32) throws(ServerError) {
        guard clinux_watch(poll, EPOLL_CTL_ADD, descriptor, events) == 0 else {
            throw .system(call: "epoll_ctl", code: errno)
        }
        while sources.count <= Int(descriptor) { sources.append(nil) }
        sources[Int(descriptor)] = source
        sourceCount += 1
    }

    /// Forgets a descriptor; the caller closes it.
    func remove(descriptor: Int32) {
        guard sources.indices.contains(Int(descriptor)), sources[Int(descriptor)] != nil else { return }
        _ = clinux_watch(poll, EPOLL_CTL_DEL, descriptor, 0)
        sources[Int(descriptor)] = nil
        sourceCount -= 1
    }

    func forEachSource(_ body: (any EventSource) -> Void) {
        for source in sources { if let source { body(source) } }
    }

    /// To be called when a source's deadline has changed. A deadline that moved to later is found out when its old tick comes.
    func watchDeadline(of source: any EventSource, descriptor: Int32) {
        guard let deadline = source.deadline else { return }
        if let tick = source.wheelTick, tick * TimerWheel.tickMilliseconds <= deadline + TimerWheel.tickMilliseconds { return }
        source.wheelTick = wheel.schedule(descriptor, at: deadline)
    }

    private func fireTimers() {
        for (tick, descriptors) in wheel.takeDue(now / TimerWheel.tickMilliseconds) {
            for descriptor in descriptors {
                // A tick that is not the source's own was left behind when its deadline moved to earlier.
                guard let source = sources[Int(descriptor)], source.wheelTick == tick else { continue }
                source.wheelTick = nil
                if let deadline = source.deadline, deadline <= now { source.deadlinePassed() }
                watchDeadline(of: source, descriptor: descriptor)
            }
        }
    }

    /// Has a connection's output sent at the end of the turn: all that one turn's jobs wrote goes out together.
    func sendLater(_ connection: Connection) { unsent.append(connection) }

    private func sendUnsent() {
        guard !unsent.isEmpty else { return }
        swap(&unsent, &sending)
        for connection in sending { connection.send() }
        sending.removeAll(keepingCapacity: true)
    }
}
