import HTTP

// A body that is streamed to its handler.
extension Connection {
    /// ``BodyStream/next()``: may be called from anywhere.
    func nextBodyBytes(of number: Int) async throws -> [UInt8]? {
        try await withUnsafeThrowingContinuation { continuation in
            loop.run { self.wantBody(of: number, continuation) }
        }
    }

    private func wantBody(of number: Int, _ continuation: UnsafeContinuation<[UInt8]?, any Error>) {
        guard number == requestNumber, phase == .handling, !isAnswered, bodyWaiter == nil else {
            return continuation.resume(throwing: ConnectionClosed())
        }
        bodyWaiter = continuation
        feedBodyWaiter()
        guard bodyWaiter != nil else { return read() }
        if continueWanted {
            continueWanted = false
            output.tail.append(contentsOf: "HTTP/1.1 100 Continue\r\n\r\n".utf8)
            sendSoon()
        }
        startReadProgress()
        read()
    }

    /// Gives the reader what there is: bytes, the end, or what went wrong.
    func feedBodyWaiter() {
        guard bodyWaiter != nil else { return }
        if !body.isEmpty {
            var bytes: [UInt8] = []
            swap(&bytes, &body)
            readDeadline = nil
            bodyWaiter.take()?.resume(returning: bytes)
        } else if let bodyFailure {
            bodyWaiter.take()?.resume(throwing: bodyFailure)
        } else if decoder?.isFinished ?? true {
            readDeadline = nil
            bodyWaiter.take()?.resume(returning: nil)
        }
    }

    /// What came before is still read; then the reader gets the error.
    func failBody(_ error: any Error) {
        guard !(decoder?.isFinished ?? true) else { return }
        bodyFailure = bodyFailure ?? error
        readDeadline = nil
        feedBodyWaiter()
    }
}
