import CLinux
import Dispatch
import Glibc
import Logging
import Synchronization

/// The loops and listeners of a running server.
final class Engine: Sendable {
    let addresses: [ListenAddress]
    let service: Service
    let loops: [EventLoop]
    private let sockets: [ListeningSocket]
    private let placed = Atomic<Int>(0)
    private let ending = Mutex(Ending())

    private struct Ending {
        var stops = 0
        var runningLoops: Int
        var waiters: [CheckedContinuation<Void, Never>] = []
        init() { runningLoops = 0 }
    }

    init(_ addresses: [ListenAddress], inherited: [Int32], service: Service) throws {
        self.service = service
        loops = try (0..<max(1, service.configuration.loops)).map { try EventLoop(label: "http.loop.\($0)") }
        var sockets: [ListeningSocket] = []
        do {
            for descriptor in inherited { sockets.append(try ListeningSocket(inherited: descriptor)) }
            for address in addresses { sockets.append(try ListeningSocket(address, configuration: service.configuration)) }
        } catch {
            for socket in sockets { socket.discard() }
            throw error
        }
        self.sockets = sockets
        self.addresses = sockets.map(\.address)
    }

    /// Never started.
    func abandon() {
        for socket in sockets { socket.discard() }
    }

    func start() {
        ending.withLock { $0.runningLoops = loops.count }
        for loop in loops {
            loop.execute { loop.onEnd = { self.loopEnded() } }
            loop.start()
        }
        for (index, socket) in sockets.enumerated() {
            let loop = loops[index % loops.count]
            loop.execute { self.listen(on: socket, loop) }
        }
    }

    private func listen(on socket: ListeningSocket, _ loop: EventLoop) {
        let listener = Listener(socket, loop: loop, place: place) { [service] code in
            service.logger.warning(
                "connections wait: no descriptors or memory are left; raise the limit (ulimit -n) or lower the maximum of connections",
                metadata: ["error": "\(String(cString: strerror(code)))"])
        }
        do {
            try listener.open()
        } catch {
            service.logger.error("a listening socket could not be watched", metadata: ["error": "\(error)"])
        }
    }

    /// Gives each new connection to the next loop.
    private func place(_ descriptor: Int32, peer: String) {
        let admission = service.admit()
        guard admission != .dropped else {
            close(descriptor)
            return
        }
        let number = placed.add(1, ordering: .relaxed).newValue
        let loop = loops[number % loops.count]
        loop.run { [service] in
            Connection(
                Socket(descriptor: descriptor), peer: peer, isTooMany: admission == .tooMany, loop: loop, service: service
            ).open()
        }
    }

    func reloadCertificates() { service.certificates?.reload() }

    /// The first call drains, the second cuts; both return when all loops have ended.
    func stop() async {
        let stops = ending.withLock { ending in
            ending.stops += 1
            return ending.stops
        }
        if stops == 1 {
            service.beginDraining()
            shutListeners {
                self.onLoops { loop in
                    loop.isStopping = true
                    loop.forEachSource { ($0 as? Connection)?.drain() }
                }
            }
            let grace = DispatchTime.now() + service.configuration.gracePeriod
            DispatchQueue.global().asyncAfter(deadline: grace) { [weak self] in self?.cut() }
        } else {
            cut()
        }
        await ended()
    }

    /// A loop may end only when none accepts any more: what was accepted is on its way to some loop by then, and is answered there.
    private func shutListeners(then drain: @escaping @Sendable () -> Void) {
        let shut = DispatchGroup()
        for loop in loops {
            shut.enter()
            loop.execute {
                loop.forEachSource { ($0 as? Listener)?.shut() }
                shut.leave()
            }
        }
        shut.notify(queue: .global(), execute: drain)
    }

    private func cut() {
        onLoops { loop in loop.forEachSource { ($0 as? Connection)?.cut() } }
    }

    private func onLoops(_ body: @escaping @Sendable (EventLoop) -> Void) {
        for loop in loops { loop.execute { body(loop) } }
    }

    private func ended() async {
        await withCheckedContinuation { continuation in
            let hasEnded = ending.withLock { ending in
                if ending.runningLoops > 0 { ending.waiters.append(continuation) }
                return ending.runningLoops == 0
            }
            if hasEnded { continuation.resume() }
        }
    }

    private func loopEnded() {
        let waiters = ending.withLock { ending in
            ending.runningLoops -= 1
            guard ending.runningLoops == 0 else { return [CheckedContinuation<Void, Never>]() }
            defer { ending.waiters = [] }
            return ending.waiters
        }
        for waiter in waiters { waiter.resume() }
    }
}

extension ListeningSocket {
    /// For a server that did not come to start.
    func discard() {
        close(descriptor)
        if case .unix(let path) = address, !isInherited { unlink(path) }
    }
}
