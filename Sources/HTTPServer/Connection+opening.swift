import HTTP
import HTTPTypes
import Logging

// What comes before the first request: the header of a proxy, then TLS.
extension Connection {
    /// The first byte of every TLS handshake (RFC 8446 section 5.1).
    private static let handshakeRecord: UInt8 = 22

    /// Nothing comes before the first request of a plain connection, and nothing is waited for.
    func awaitOpening() {
        isProxyHeaderDue = service.configuration.proxyProtocol?(info.peerAddress) ?? false
        guard isProxyHeaderDue || service.certificates != nil else { return begin() }
        phase = .opening
        setReadDeadline(service.configuration.handshakeTimeout)
    }

    /// As far as it goes without waiting.
    func proceedOpening() {
        if isProxyHeaderDue, !takeProxyHeader() { return }
        if service.certificates != nil { return shakeHands() }
        begin()
        isReadable = true
        read()
    }

    /// Looks at what has come, and takes it when the header is whole: what follows is not ours to read yet.
    private func takeProxyHeader() -> Bool {
        let room = UnsafeMutableBufferPointer(rebasing: loop.scratch[..<ProxyHeader.maximumBytes])
        guard case .bytes(let count) = socket.peek(into: room) else {
            if peerEnded { close() }
            return false
        }
        switch ProxyHeader.read(Array(room[..<count])) {
        case .incomplete: return false
        case .invalid:
            service.logger.warning(
                "a trusted proxy sent no PROXY header of version 2: turn it on there, or PROXY_PROTOCOL off",
                metadata: ["peer": "\(info.peerAddress)"])
            close()
            return false
        case .header(let header, let length):
            _ = socket.receive(into: UnsafeMutableBufferPointer(rebasing: loop.scratch[..<length]))
            info.peerAddress = header.address ?? info.peerAddress
            info.isSecure = info.isSecure || header.isSecure
            isProxyHeaderDue = false
            return true
        }
    }

    /// As far as the handshake goes without waiting. Nothing is kept for a client that has said nothing yet.
    private func shakeHands() {
        if socket.tls == nil, !beginTLS() { return }
        switch socket.tls?.handshake() {
        case .done:
            begin()
            isReadable = true
            read()
        case .wouldBlock: break
        case .failed(let reason): refuseHandshake(reason)
        case nil: close()
        }
    }

    private func beginTLS() -> Bool {
        switch socket.peek(into: UnsafeMutableBufferPointer(rebasing: loop.scratch[..<1])) {
        case .wouldBlock: return false
        case .bytes where loop.scratch[0] == Self.handshakeRecord:
            socket.tls = service.certificates.flatMap {
                TLSSession($0.current(now: loop.now), descriptor: socket.descriptor, record: loop.record)
            }
            return true
        case .bytes:
            service.logger.debug("plain text came where TLS is spoken", metadata: ["peer": "\(info.peerAddress)"])
            phase = .head
            refuse(with: .plainPage(.badRequest))
            return false
        case .end, .failed:
            close()
            return false
        }
    }

    /// The alert is on its way: closing at once could take it from the client's hands.
    private func refuseHandshake(_ reason: String) {
        service.logger.debug("a handshake failed", metadata: ["reason": "\(reason)", "peer": "\(info.peerAddress)"])
        linger()
    }
}
