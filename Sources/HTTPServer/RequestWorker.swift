// A task that answers requests on its loop, now for this connection and now for that.
//
// 1. A connection has a worker from a request's arrival until its answer is given and no further request is there. So there are
//    as many tasks as requests in work, and not as many as connections: a task keeps the memory that its deepest request took.
// 2. A worker without work waits among its loop's; what it is given resumes it. Who was cancelled, or finds enough others
//    waiting, ends. When its loop ends, those that wait are dismissed.
// 3. Everything happens on the loop, as with connections. Hence `@unchecked Sendable`.

import HTTP

final class RequestWorker: @unchecked Sendable {
    typealias Work = (connection: Connection, request: Request)

    private let loop: EventLoop
    private var task: Task<Void, Never>?
    private var waiter: UnsafeContinuation<Work?, Never>?

    init(_ loop: EventLoop) { self.loop = loop }

    /// Answers the request, and those that follow it at once.
    func take(_ request: Request, of connection: Connection) {
        if let waiter = waiter.take() { return waiter.resume(returning: (connection, request)) }
        task = Task(executorPreference: loop) { await self.work((connection, request)) }
    }

    private func work(_ first: Work) async {
        var next: Work? = first
        while let work = next {
            await work.connection.serve(work.request)
            next = await nextWork()
        }
        task = nil
    }

    private func nextWork() async -> Work? {
        guard !Task.isCancelled, loop.hasRoomForWaitingWorker else { return nil }
        return await withUnsafeContinuation { continuation in
            waiter = continuation
            loop.waitingWorkers.append(self)
        }
    }

    /// Cancels what it does; it ends afterwards.
    func cancel() { task?.cancel() }

    /// There is no more work.
    func dismiss() { waiter.take()?.resume(returning: nil) }
}

extension EventLoop {
    /// About as many as the connections that one turn finds ready.
    private static let waitingWorkersKept = 128

    var hasRoomForWaitingWorker: Bool { !hasEnded && waitingWorkers.count < Self.waitingWorkersKept }

    /// The one that worked last is taken first: its memory is in the core's cache.
    func worker() -> RequestWorker { waitingWorkers.popLast() ?? RequestWorker(self) }

    func dismissWorkers() {
        let workers = waitingWorkers
        waitingWorkers = []
        for worker in workers { worker.dismiss() }
    }
}
