import CLinux
import Glibc

/// A non-blocking stream socket: the calls that a connection makes. (TLS takes the place of these when it comes.)
struct Socket {
    let descriptor: Int32

    enum Received {
        case bytes(Int)
        case end
        case wouldBlock
        case failed
    }

    enum Sent {
        case bytes(Int)
        case wouldBlock
        case failed
    }

    func receive(into buffer: UnsafeMutableBufferPointer<UInt8>) -> Received {
        while true {
            let count = recv(descriptor, buffer.baseAddress, buffer.count, 0)
            if count > 0 { return .bytes(count) }
            if count == 0 { return .end }
            if errno != EINTR { return errno == EAGAIN ? .wouldBlock : .failed }
        }
    }

    /// Sends two pieces by one call; `more` holds a part of a packet back for what follows at once.
    func send(_ first: ArraySlice<UInt8>, _ second: ArraySlice<UInt8>, more: Bool) -> Sent {
        first.withUnsafeBytes { first in
            second.withUnsafeBytes { second in
                sent { clinux_send(descriptor, first.baseAddress, first.count, second.baseAddress, second.count, more) }
            }
        }
    }

    /// Sends a file's bytes without copying them through the process.
    func sendFile(_ file: Int32, offset: Int, count: Int) -> Sent {
        var offset = off_t(offset)
        return sent { sendfile(descriptor, file, &offset, count) }
    }

    private func sent(_ call: () -> Int) -> Sent {
        while true {
            let count = call()
            if count >= 0 { return .bytes(count) }
            if errno != EINTR { return errno == EAGAIN ? .wouldBlock : .failed }
        }
    }

    /// Says that nothing more will be sent; the other direction stays open.
    func endSending() { _ = shutdown(descriptor, Int32(SHUT_WR)) }

    /// Closes so that the peer sees a reset: for an answer that was cut.
    func resetOnClose() { _ = clinux_reset_on_close(descriptor) }

    func close() { _ = Glibc.close(descriptor) }
}
