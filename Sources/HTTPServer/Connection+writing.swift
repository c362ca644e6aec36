import HTTP

extension Connection {
    /// One piece of a streamed answer.
    func write(_ bytes: [UInt8], of number: Int, isChunked: Bool, _ continuation: UnsafeContinuation<Void, any Error>) {
        guard phase == .handling, !isAnswered, number == requestNumber else {
            return continuation.resume(throwing: ConnectionClosed())
        }
        if isChunked { ChunkedEncoder.append(bytes, to: &output.tail) } else { output.append(bytes) }
        sendSoon()
        if output.count > service.configuration.windowBytes {
            writeWaiters.append(continuation)
        } else {
            continuation.resume()
        }
    }

    /// Sends at the end of the loop's turn, together with what is written until then.
    func sendSoon() {
        guard !isSendPending, phase != .closed else { return }
        isSendPending = true
        loop.sendLater(self)
    }

    /// Sends what the socket takes, and lets go on who waited for that.
    func send() {
        isSendPending = false
        guard phase != .closed, isWritable else { return }
        let before = output.count
        let outcome = output.send(to: socket)
        bytesSent += before - output.count
        switch outcome {
        case .drained:
            writeDeadline = nil
            recycleBuffer()
        case .blocked:
            isWritable = false
            startWriteProgress()
        case .paused: sendSoon()
        case .failed: return close()
        }
        if output.count <= service.configuration.windowBytes / 2 { resumeWriters() }
        if output.isEmpty, phase == .closing { linger() }
    }

    private func resumeWriters() {
        if !writeWaiters.isEmpty {
            let waiters = writeWaiters
            writeWaiters = []
            for waiter in waiters { waiter.resume() }
        }
        if isFull { proceed() }
        if service.isDraining { drain() }
    }

    /// An idle connection keeps no buffer.
    private func recycleBuffer() {
        guard output.tail.capacity > 0 else { return }
        if output.tail.capacity <= 16 << 10, loop.spareBuffers.count < 64 { loop.spareBuffers.append(output.tail) }
        output.tail = []
    }

    /// Ours is said. Closing at once could reset the connection and take the answer from the client's hands, when bytes of it
    /// are still unread here (RFC 9112 section 9.6).
    func linger() {
        phase = .lingering
        socket.endSending()
        if sawEnd { return close() }
        if socket.tls != nil {
            // What the client still says is not looked at: no need to decipher it.
            socket.tls = nil
            isReadable = true
        }
        setReadDeadline(service.configuration.lingerTimeout)
        read()
    }
}
