import HTTP

extension Connection {
    var deadline: Int? {
        switch (readDeadline, writeDeadline) {
        case (let read?, let write?): min(read, write)
        case (let read, let write): read ?? write
        }
    }

    func setReadDeadline(_ seconds: Double) {
        readDeadline = loop.now + Int(seconds * 1000)
        loop.watchDeadline(of: self, descriptor: socket.descriptor)
    }

    /// From now on a body must come at the minimum rate.
    func startReadProgress() {
        bytesAtReadMark = bytesRead
        setReadDeadline(service.configuration.progressTimeout)
    }

    func startWriteProgress() {
        guard writeDeadline == nil else { return }
        bytesAtWriteMark = bytesSent
        writeDeadline = loop.now + Int(service.configuration.progressTimeout * 1000)
        loop.watchDeadline(of: self, descriptor: socket.descriptor)
    }

    private var bytesPerInterval: Int {
        max(1, Int(service.configuration.progressTimeout * Double(service.configuration.minimumRate)))
    }

    func deadlinePassed() {
        if let writeDeadline, writeDeadline <= loop.now {
            self.writeDeadline = nil
            guard bytesSent - bytesAtWriteMark >= bytesPerInterval else { return abort() }
            startWriteProgress()
        }
        if let readDeadline, readDeadline <= loop.now {
            self.readDeadline = nil
            readTimedOut()
        }
    }

    private func readTimedOut() {
        switch phase {
        case .head: parser.hasBegun ? failed(.timedOut) : closeGently()
        case .buffering, .handling, .discarding:
            guard bytesRead - bytesAtReadMark >= bytesPerInterval else { return failed(.timedOut) }
            startReadProgress()
        case .closing: break
        case .opening, .lingering, .closed: close()
        }
    }
}
