// One client's connection, a state machine.
//
//   (opening) → idle → head → (buffering) → handling → answering → idle …          closing → lingering → closed
//
// 1. Everything happens on the connection's loop: events and timers are called there; the task that serves a request prefers
//    the loop as its executor, so that what it does between two suspensions is on the loop too; what other threads may call
//    (the body stream, the body writer) goes through `loop.run`. Hence `@unchecked Sendable`.
// 2. One worker at a time serves the connection's requests, one after the other: answers are in order, and a pipelined request waits in
//    `input`, which is not read further than a window while it does.
// 3. epoll is edge-triggered: `isReadable` and `isWritable` remember what was reported and not used up yet.
// 4. Each continuation that waits is stored in one place and taken out when it is resumed; `close()` resumes all that are left.

import CLinux
import Glibc
import HTTP
import Logging

final class Connection: EventSource, @unchecked Sendable {
    enum Phase {
        /// A proxy says who its client is, or TLS is being agreed upon.
        case opening
        /// Waiting for a request or inside its head.
        case head
        /// Reading a small body before the handler is called.
        case buffering
        /// The handler has the request; its body may still arrive.
        case handling
        /// The answer is given; the rest of the request's body is read over.
        case discarding
        /// Nothing more is taken; what is left to send is sent.
        case closing
        /// All is sent: what the client still says is read over until it closes.
        case lingering
        case closed
    }

    let loop: EventLoop
    var socket: Socket
    let service: Service
    var info: ConnectionInfo
    var isProxyHeaderDue = false
    /// One more than the server takes: it is told so.
    let isTooMany: Bool

    var phase = Phase.head
    var isReadable = false
    var isWritable = true
    var peerEnded = false
    var sawEnd = false

    // Reading.
    var parser: RequestHeadParser
    var input: [UInt8] = []
    var inputStart = 0
    var request: RequestHead?
    var requestNumber = 0
    var decoder: BodyDecoder?
    var body: [UInt8] = []
    var bodyFailure: (any Error)?
    var continueWanted = false
    var discarded = 0
    var headDeadlineIsSet = false
    var isReading = false
    /// What the last answer said about the connection.
    var keepsAlive = false
    var isAnswered = false

    // Writing.
    var output = OutputQueue()
    var isSendPending = false

    // Who waits.
    /// Who answers its requests, while there are some.
    var worker: RequestWorker?
    var readyRequest: Request?
    /// Answered, but too much is unsent to go on.
    var isFull = false
    var bodyWaiter: UnsafeContinuation<[UInt8]?, any Error>?
    var writeWaiters: [UnsafeContinuation<Void, any Error>] = []
    /// Of the streamed answer that is being written.
    var streamWriter: ConnectionBodyWriter?

    // Time.
    var readDeadline: Int?
    var writeDeadline: Int?
    var bytesAtReadMark = 0
    var bytesRead = 0
    var bytesAtWriteMark = 0
    var bytesSent = 0
    var wheelTick: Int?

    init(_ socket: Socket, peer: String, isTooMany: Bool, loop: EventLoop, service: Service) {
        self.socket = socket
        self.loop = loop
        self.service = service
        self.isTooMany = isTooMany
        info = ConnectionInfo(peerAddress: peer, isSecure: service.certificates != nil)
        parser = RequestHeadParser(limits: service.configuration.head)
    }

    /// Puts the connection under the loop's watch.
    func open() {
        let isWelcome = !service.isDraining || service.configuration.idleGrace > 0
        guard isWelcome, watch() else {
            // The server stops, or the kernel has no room: the loop may not turn much longer.
            phase = .closed
            socket.close()
            return service.connectionClosed()
        }
        awaitOpening()
    }

    /// Ready for the first request. A connection too many gets its answer instead.
    func begin() {
        phase = .head
        if isTooMany {
            refuse(with: .overloaded)
        } else {
            let configuration = service.configuration
            setReadDeadline(service.isDraining ? configuration.idleGrace : configuration.idleTimeout)
        }
    }

    private func watch() -> Bool {
        let events = EPOLLIN.rawValue | EPOLLOUT.rawValue | EPOLLRDHUP.rawValue | EPOLLET.rawValue
        do {
            try loop.add(self, descriptor: socket.descriptor, events: events)
            return true
        } catch {
            service.logger.warning("a connection could not be watched", metadata: ["error": "\(error)"])
            return false
        }
    }

    func ready(_ events: UInt32) {
        if events & EPOLLERR.rawValue != 0 { return close() }
        if events & (EPOLLRDHUP.rawValue | EPOLLHUP.rawValue) != 0 { peerEnded = true }
        if phase == .opening { return proceedOpening() }
        if events & EPOLLOUT.rawValue != 0, !isWritable {
            isWritable = true
            send()
        }
        if events & (EPOLLIN.rawValue | EPOLLRDHUP.rawValue | EPOLLHUP.rawValue) != 0 {
            isReadable = true
            read()
        }
    }

    /// The server stops: an idle connection closes, at once or after its grace; a busy one after its answer; a stream that would go on
    /// for ever is told.
    func drain() {
        streamWriter?.serverStops()
        let grace = service.configuration.idleGrace
        if phase == .opening, grace == 0 { return close() }
        guard phase == .head, !parser.hasBegun, readyRequest == nil, output.isEmpty else { return }
        if grace > 0 { setReadDeadline(grace) } else { closeGently() }
    }

    /// Ends at once, without waiting for anything; the handler's task is cancelled.
    func cut() {
        worker?.cancel()
        if phase == .handling { socket.resetOnClose() }
        close()
    }

    /// Everything said: sends what is left, then waits for the client to close.
    func closeGently() {
        guard phase != .closed, phase != .lingering else { return }
        phase = .closing
        readDeadline = nil
        send()
    }

    /// The answer can't be finished: the client must see that it was cut.
    func abort() {
        socket.resetOnClose()
        close()
    }

    func close() {
        guard phase != .closed else { return }
        phase = .closed
        loop.remove(descriptor: socket.descriptor)
        socket.tls = nil
        socket.close()
        output = OutputQueue()
        input = []
        body = []
        readDeadline = nil
        writeDeadline = nil
        isFull = false
        bodyWaiter.take()?.resume(throwing: ConnectionClosed())
        let waiters = writeWaiters
        writeWaiters = []
        for waiter in waiters { waiter.resume(throwing: ConnectionClosed()) }
        service.connectionClosed()
    }
}

/// The client went away, or the connection was closed for it.
struct ConnectionClosed: Error, CustomStringConvertible {
    var description: String { "the client closed the connection" }
}
