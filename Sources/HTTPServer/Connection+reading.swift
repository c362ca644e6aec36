import HTTP
import Logging

extension Connection {
    private var wantsInput: Bool {
        switch phase {
        case .head, .buffering, .discarding, .lingering: true
        case .handling: !(decoder?.isFinished ?? true) && body.count < service.configuration.windowBytes && bodyFailure == nil
        case .opening, .closing, .closed: false
        }
    }

    /// Reads at one go, so that a client that never stops sending does not hold the loop.
    private static let readsAtOnce = 16

    /// Takes what has arrived, as far as it is wanted now. What the state machine does may ask for more reading: then the
    /// read that goes on goes on.
    func read() {
        guard !isReading else { return }
        isReading = true
        defer { isReading = false }
        takeInput()
        var reads = 0
        while isReadable, wantsInput {
            reads += 1
            guard reads <= Self.readsAtOnce else { return loop.execute { self.read() } }
            switch socket.receive(into: loop.scratch) {
            case .bytes(let count):
                // Fewer bytes than there was room for: the socket is empty, and more will be reported; an end was reported already.
                if count < loop.scratch.count, !peerEnded, !socket.hasMore { isReadable = false }
                bytesRead += count
                receive(UnsafeBufferPointer(rebasing: loop.scratch[..<count]).span)
            case .wouldBlock: isReadable = false
            case .failed: return close()
            case .end:
                isReadable = false
                sawEnd = true
            }
        }
        if sawEnd { inputEnded() }
    }

    private func receive(_ bytes: Span<UInt8>) {
        guard inputStart == input.count else {
            bytes.withUnsafeBufferPointer { input.append(contentsOf: $0) }
            return takeInput()
        }
        let used = consume(bytes)
        guard used < bytes.count, phase != .closed else { return }
        input.removeAll(keepingCapacity: true)
        inputStart = 0
        bytes.extracting(used..<bytes.count).withUnsafeBufferPointer { input.append(contentsOf: $0) }
    }

    /// Takes what was received before and not used up. The buffer is moved out meanwhile: `consume` changes the connection.
    private func takeInput() {
        guard inputStart < input.count else { return }
        var bytes: [UInt8] = []
        swap(&bytes, &input)
        let start = inputStart
        inputStart = 0
        let used = start + consume(bytes.span.extracting(start..<bytes.count))
        guard phase != .closed, used < bytes.count else { return }
        if used > bytes.count / 2 || used > 16 << 10 {
            bytes.removeFirst(used)
        } else {
            inputStart = used
        }
        swap(&bytes, &input)
    }

    /// Runs the state machine over received bytes; returns how many are used up.
    private func consume(_ bytes: Span<UInt8>) -> Int {
        var used = 0
        do throws(RequestRefusal) {
            while true {
                let rest = bytes.extracting(used..<bytes.count)
                switch phase {
                case .head:
                    guard case .head(let head, let consumed) = try parser.parse(rest) else {
                        headIsIncomplete()
                        return used
                    }
                    used += consumed
                    try begin(head)
                case .buffering, .handling, .discarding:
                    let count = try consumeBody(rest)
                    used += count
                    guard count > 0 else { return used }
                case .opening, .closing, .lingering, .closed: return bytes.count
                }
            }
        } catch {
            failed(error)
            return bytes.count
        }
    }

    /// A slow head has one deadline from its first byte on.
    private func headIsIncomplete() {
        if parser.hasBegun, !headDeadlineIsSet {
            headDeadlineIsSet = true
            setReadDeadline(service.configuration.headTimeout)
        }
    }

    private func begin(_ head: RequestHead) throws(RequestRefusal) {
        headDeadlineIsSet = false
        let configuration = service.configuration
        let decoder = try BodyDecoder(head.framing, limit: configuration.maximumBodyBytes, chunkLimits: configuration.chunks)
        request = head
        requestNumber += 1
        self.decoder = decoder
        bodyFailure = nil
        isAnswered = false
        continueWanted = head.expectsContinue && !decoder.isFinished
        if decoder.isFinished {
            deliver(.empty)
        } else if continueWanted || decoder.remaining ?? 0 > configuration.bufferedBodyBytes {
            deliverStream()
        } else {
            phase = .buffering
            startReadProgress()
        }
    }

    /// Decodes body bytes to where they belong in this phase.
    private func consumeBody(_ bytes: Span<UInt8>) throws(RequestRefusal) -> Int {
        guard let isFinished = decoder?.isFinished, !isFinished else { return 0 }
        let capacity = phase == .handling ? service.configuration.windowBytes : .max
        guard let count = try decoder?.decode(bytes, into: &body, capacity: capacity), count > 0 else { return 0 }
        continueWanted = false
        bodyAdvanced()
        return count
    }

    private func bodyAdvanced() {
        let isFinished = decoder?.isFinished ?? true
        switch phase {
        case .buffering where isFinished:
            let bytes = body
            body = []
            deliver(bytes.isEmpty ? .empty : .bytes(bytes))
        case .buffering where body.count >= service.configuration.bufferedBodyBytes: deliverStream()
        case .handling: feedBodyWaiter()
        case .discarding:
            discarded += body.count
            body.removeAll(keepingCapacity: true)
            if isFinished {
                nextHead()
            } else if discarded > service.configuration.discardedBodyBytes {
                closeGently()
            }
        default: break
        }
    }

    private func deliverStream() {
        let number = requestNumber
        deliver(.stream(BodyStream(declaredLength: declaredLength) { [self] in try await nextBodyBytes(of: number) }))
    }

    private var declaredLength: Int? {
        if case .length(let length) = request?.framing { length } else { nil }
    }

    /// Hands a request to a worker: to the one that has just answered and looks for more, or to one that is free.
    private func deliver(_ body: RequestBody) {
        guard let head = request else { return }
        phase = .handling
        readDeadline = nil
        let request = Request(method: head.method, target: head.target, headers: head.fields, body: body, connection: info)
        guard worker == nil else {
            readyRequest = request
            return
        }
        let worker = loop.worker()
        self.worker = worker
        worker.take(request, of: self)
    }

    /// The request can't be taken: the answer says why, where the handler has not the say already.
    func failed(_ refusal: RequestRefusal) {
        service.logger.debug("a request was refused", metadata: ["reason": "\(refusal)", "peer": "\(info.peerAddress)"])
        switch phase {
        case .head, .buffering: refuse(with: refusal.answer)
        case .handling: failBody(refusal)
        case .discarding: closeGently()
        case .opening, .closing, .lingering, .closed: break
        }
    }

    /// The client has sent its last byte, and what came before is taken. It may still read: what it asked for is answered.
    private func inputEnded() {
        switch phase {
        case .head, .discarding: closeGently()
        case .opening, .buffering: close()
        case .handling: failBody(ConnectionClosed())
        case .closing: break
        case .lingering, .closed: close()
        }
    }
}
