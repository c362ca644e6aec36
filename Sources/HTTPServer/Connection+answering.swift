import HTTP
import HTTPTypes
import Logging

// A request's way to its answer, and from there to the next request.
extension Connection {
    /// Answered back to back before other connections get their turn.
    private static let burst = 64

    /// Answers a request, and those that have come behind it; then the worker is free for other connections.
    func serve(_ first: Request) async {
        var next: Request? = first
        var served = 0
        while let request = next {
            await answer(await service.handler(request))
            served += 1
            if served % Self.burst == 0 { await loop.turn() }
            proceed()
            next = readyRequest.take()
        }
        worker = nil
    }

    /// After an answer: the next request, when enough of the answers before it is gone.
    func proceed() {
        guard phase == .handling else { return }
        isFull = output.count > service.configuration.windowBytes
        if isFull { sendSoon() } else { finishRequest() }
    }

    private func finishRequest() {
        request = nil
        // A body that broke while the answer was streamed leaves the next request's begin unknown.
        if !keepsAlive || service.isDraining || bodyFailure != nil { return closeGently() }
        body.removeAll(keepingCapacity: false)
        if decoder?.isFinished ?? true { return nextHead() }
        phase = .discarding
        discarded = 0
        startReadProgress()
        read()
    }

    /// Ready for another request.
    func nextHead() {
        decoder = nil
        phase = .head
        setReadDeadline(service.configuration.idleTimeout)
        read()
    }

    private func answer(_ response: Response) async {
        guard phase == .handling, let request else { return }
        defer { isAnswered = true }
        var response = response
        var file: OpenFile?
        if case .file(let region) = response.body {
            file = OpenFile(region)
            if file == nil {
                service.logger.error("a file could not be sent", metadata: ["path": "\(region.path)"])
                response = .plainPage(.internalServerError)
            }
        }
        let head = ResponseHead(response, method: request.method, version: request.version, keepsAlive: mayKeepAlive(request))
        keepsAlive = head.keepsAlive
        continueWanted = false  // An interim answer can't follow the final one.
        if output.isEmpty, output.tail.capacity == 0, let spare = loop.spareBuffers.popLast() { output.tail = spare }
        head.write(to: &output.tail, date: loop.clock.now(), version: request.version)
        if head.sendsContent { await write(response.body, file: file, framing: head.framing) }
        sendSoon()
    }

    /// Not when the body broke, was never asked for, or has more left than is worth reading over.
    private func mayKeepAlive(_ request: RequestHead) -> Bool {
        guard request.keepsAlive, !service.isDraining, bodyFailure == nil, !continueWanted else { return false }
        return decoder?.remaining ?? 0 <= service.configuration.discardedBodyBytes
    }

    private func write(_ body: ResponseBody, file: OpenFile?, framing: ResponseHead.Framing) async {
        switch body {
        case .empty: break
        case .bytes(let bytes): output.append(bytes)
        case .file: if let file, file.remaining > 0 { output.append(file) }
        case .stream(_, let produce):
            let writer = ConnectionBodyWriter(self, number: requestNumber, framing: framing)
            streamWriter = writer
            defer { streamWriter = nil }
            if service.isDraining { writer.serverStops() }
            do {
                try await produce(writer)
                try writer.finish()
            } catch {
                service.logger.debug("a streamed answer was cut", metadata: ["error": "\(error)"])
                abort()
            }
        }
    }

    /// Answers without a handler and closes.
    func refuse(with response: Response) {
        let head = ResponseHead(response, method: .get, version: .http11, keepsAlive: false)
        head.write(to: &output.tail, date: loop.clock.now(), version: .http11)
        if case .bytes(let bytes) = response.body { output.append(bytes) }
        closeGently()
    }
}

extension Response {
    /// A connection more than the server takes.
    static let overloaded: Response = {
        var response = Response.plainPage(.serviceUnavailable)
        response.headers[.retryAfter] = "1"
        return response
    }()
}
