// One connection's TLS, over its non-blocking socket. On the connection's loop only.
//
// OpenSSL reads and writes the socket itself (SSL_set_fd): with memory BIOs every byte would be copied twice more. It reads ahead,
// so that a record costs one system call; a record that could not be sent whole stays in OpenSSL, and is sent on when the same
// bytes are offered again, from wherever they are then (SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER).

import COpenSSL
import Glibc

final class TLSSession {
    /// Bytes of content in one record, at most (RFC 8446 section 5.1).
    static let recordBytes = 16 << 10

    enum Handshake {
        case done
        case wouldBlock
        /// The client has been told by an alert, where it can be.
        case failed(reason: String)
    }

    private let session: OpaquePointer
    /// Kept: OpenSSL calls it back during the handshake.
    private let context: TLSContext
    /// The loop's, where small pieces and parts of files are gathered to a record.
    private let record: UnsafeMutableBufferPointer<UInt8>
    /// What stood behind the bytes that were read last.
    private var rest: Socket.Received?
    private var isEstablished = false

    /// `nil` where there is no memory.
    init?(_ context: TLSContext, descriptor: Int32, record: UnsafeMutableBufferPointer<UInt8>) {
        guard let session = context.makeSession() else { return nil }
        guard SSL_set_fd(session, descriptor) == 1 else {
            SSL_free(session)
            return nil
        }
        SSL_set_accept_state(session)
        self.session = session
        self.context = context
        self.record = record
    }

    deinit { SSL_free(session) }

    func handshake() -> Handshake {
        ERR_clear_error()
        let result = SSL_do_handshake(session)
        if result == 1 {
            isEstablished = true
            return .done
        }
        switch SSL_get_error(session, result) {
        case SSL_ERROR_WANT_READ, SSL_ERROR_WANT_WRITE: return .wouldBlock
        case SSL_ERROR_SSL: return .failed(reason: TLSContext.lastReason())
        default: return .failed(reason: "the client went away")
        }
    }

    /// Whether ``receive(into:)`` has something to say although the socket is empty.
    var hasMore: Bool { rest != nil }

    /// Reads until the buffer is full or the socket is empty, so that fewer bytes than there was room for mean what they mean for
    /// a bare socket.
    func receive(into buffer: UnsafeMutableBufferPointer<UInt8>) -> Socket.Received {
        if let rest = rest.take() { return rest }
        var count = 0
        while let base = buffer.baseAddress, count < buffer.count {
            ERR_clear_error()
            let got = SSL_read(session, base + count, Int32(clamping: buffer.count - count))
            if got > 0 {
                count += Int(got)
                continue
            }
            let outcome = received(got)
            guard count > 0 else { return outcome }
            if case .wouldBlock = outcome {} else { rest = outcome }
            break
        }
        return .bytes(count)
    }

    private func received(_ result: Int32) -> Socket.Received {
        switch SSL_get_error(session, result) {
        case SSL_ERROR_WANT_READ: .wouldBlock
        case SSL_ERROR_ZERO_RETURN: .end
        default: .failed
        }
    }

    /// Sends at most one record.
    func send(_ first: ArraySlice<UInt8>, _ second: ArraySlice<UInt8>) -> Socket.Sent {
        if second.isEmpty || first.count >= record.count {
            return first.withUnsafeBytes { write($0.baseAddress, $0.count) }
        }
        let gathered = UnsafeMutableRawBufferPointer(record)
        first.withUnsafeBytes { gathered.copyMemory(from: $0) }
        let room = UnsafeMutableRawBufferPointer(rebasing: gathered[first.count...])
        let more = second.prefix(room.count)
        more.withUnsafeBytes { room.copyMemory(from: $0) }
        return write(gathered.baseAddress, first.count + more.count)
    }

    /// Sends at most one record of a file. Offered again after the socket was full, the record that OpenSSL holds goes out, even
    /// where the file has changed since.
    func sendFile(_ file: Int32, offset: Int, count: Int) -> Socket.Sent {
        let got = pread(file, record.baseAddress, min(count, record.count), off_t(offset))
        return got > 0 ? write(record.baseAddress, got) : got == 0 ? .bytes(0) : .failed
    }

    private func write(_ bytes: UnsafeRawPointer?, _ count: Int) -> Socket.Sent {
        ERR_clear_error()
        let sent = SSL_write(session, bytes, Int32(clamping: count))
        if sent > 0 { return .bytes(Int(sent)) }
        return SSL_get_error(session, sent) == SSL_ERROR_WANT_WRITE ? .wouldBlock : .failed
    }

    /// Says that nothing more will be sent (close_notify), so that the client can tell an end from a cut.
    func endSending() {
        guard isEstablished else { return }
        ERR_clear_error()
        _ = SSL_shutdown(session)
        ERR_clear_error()
    }
}
