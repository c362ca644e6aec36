import CLinux
import Glibc

/// A non-blocking stream socket, bare or under TLS: the calls that a connection makes.
struct Socket {
    let descriptor: Int32
    /// `nil` while the connection is plain.
    var tls: TLSSession?

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

    init(descriptor: Int32) { self.descriptor = descriptor }

    /// Fewer bytes than there is room for: the socket is empty, unless ``hasMore`` says otherwise.
    func receive(into buffer: UnsafeMutableBufferPointer<UInt8>) -> Received {
        if let tls { return tls.receive(into: buffer) }
        return receive(into: buffer, flags: 0)
    }

    /// Whether a read has something to say although the socket is empty.
    var hasMore: Bool { tls?.hasMore ?? false }

    /// The bytes that ``receive(into:)`` would give, left where they are. Of the bare socket.
    func peek(into buffer: UnsafeMutableBufferPointer<UInt8>) -> Received {
        receive(into: buffer, flags: Int32(MSG_PEEK))
    }

    private func receive(into buffer: UnsafeMutableBufferPointer<UInt8>, flags: Int32) -> Received {
        while true {
            let count = recv(descriptor, buffer.baseAddress, buffer.count, flags)
            if count > 0 { return .bytes(count) }
            if count == 0 { return .end }
            if errno != EINTR { return errno == EAGAIN ? .wouldBlock : .failed }
        }
    }

    /// Sends two pieces by one call; `more` holds a part of a packet back for what follows at once.
    func send(_ first: ArraySlice<UInt8>, _ second: ArraySlice<UInt8>, more: Bool) -> Sent {
        if let tls { return tls.send(first, second) }
        return first.withUnsafeBytes { first in
            second.withUnsafeBytes { second in
                sent { clinux_send(descriptor, first.baseAddress, first.count, second.baseAddress, second.count, more) }
            }
        }
    }

    /// Sends a file's bytes; a bare socket's are not copied through the process.
    func sendFile(_ file: Int32, offset: Int, count: Int) -> Sent {
        if let tls { return tls.sendFile(file, offset: offset, count: count) }
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
    func endSending() {
        tls?.endSending()
        _ = shutdown(descriptor, Int32(SHUT_WR))
    }

    /// Closes so that the peer sees a reset: for an answer that was cut.
    func resetOnClose() { _ = clinux_reset_on_close(descriptor) }

    func close() { _ = Glibc.close(descriptor) }
}
