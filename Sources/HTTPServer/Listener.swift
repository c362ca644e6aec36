import CLinux
import Glibc

/// Accepts connections on one loop and hands them to all.
///
/// One loop accepts: connections are spread evenly even when there are few, the limit is exact, and a port that is taken is an
/// error (with a listening socket per loop, by `SO_REUSEPORT`, it would not be).
final class Listener: EventSource {
    /// Accepted at one go, so that a flood of connections does not keep the loop from those that it has.
    private static let batch = 64
    /// How long accepting rests when descriptors have run out, in milliseconds.
    private static let restMilliseconds = 100

    private let socket: ListeningSocket
    private unowned let loop: EventLoop
    private let place: (_ descriptor: Int32, _ peer: String) -> Void
    private let exhausted: (_ code: Int32) -> Void
    private(set) var deadline: Int?
    var wheelTick: Int?
    private var isOpen = false

    init(
        _ socket: ListeningSocket, loop: EventLoop, place: @escaping (_ descriptor: Int32, _ peer: String) -> Void,
        exhausted: @escaping (_ code: Int32) -> Void
    ) {
        self.socket = socket
        self.loop = loop
        self.place = place
        self.exhausted = exhausted
    }

    /// Begins to accept; to be called on the loop.
    func open() throws(ServerError) {
        try loop.add(self, descriptor: socket.descriptor, events: EPOLLIN.rawValue)
        isOpen = true
    }

    /// Stops listening: who waits in the backlog is refused by the kernel, or waits for the next program where the socket is inherited.
    func shut() {
        guard isOpen else { return }
        isOpen = false
        loop.remove(descriptor: socket.descriptor)
        close(socket.descriptor)
        if case .unix(let path) = socket.address, !socket.isInherited { unlink(path) }
    }

    func ready(_ events: UInt32) {
        for _ in 0..<Self.batch {
            var address = SocketAddress()
            let descriptor = address.withMutablePointers { clinux_accept(socket.descriptor, $0, $1) }
            if descriptor >= 0 {
                place(descriptor, peerName(address))
            } else if [EMFILE, ENFILE, ENOBUFS, ENOMEM].contains(errno) {
                return rest(errno)
            } else if errno == EAGAIN {
                return
            }
            // Else the peer gave up before it was accepted, or a signal came: the next one.
        }
    }

    private func peerName(_ address: SocketAddress) -> String {
        if case .unix(let path) = socket.address { path } else { address.host }
    }

    /// Without descriptors epoll would report the same connection again and again: look away for a moment.
    private func rest(_ code: Int32) {
        exhausted(code)
        _ = clinux_watch(loop.poll, EPOLL_CTL_MOD, socket.descriptor, 0)
        deadline = loop.now + Self.restMilliseconds
        loop.watchDeadline(of: self, descriptor: socket.descriptor)
    }

    func deadlinePassed() {
        deadline = nil
        _ = clinux_watch(loop.poll, EPOLL_CTL_MOD, socket.descriptor, EPOLLIN.rawValue)
    }
}
