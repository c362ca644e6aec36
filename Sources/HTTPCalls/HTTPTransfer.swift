import CCurl

/// What the callbacks of one transfer work on. It is used by the one thread that performs the transfer.
final class HTTPTransfer {
    private let upload: [UInt8]
    private(set) var uploaded = 0
    private(set) var headers: [(name: String, value: String)] = []
    private(set) var body: [UInt8] = []

    private let longestAnswer: Int

    init(upload: [UInt8], longestAnswer: Int) {
        self.upload = upload
        self.longestAnswer = longestAnswer
    }

    /// Copies the next bytes of the body to libcurl.
    func read(into buffer: UnsafeMutableRawPointer, limit: Int) -> Int {
        let count = min(limit, upload.count - uploaded)
        upload.withUnsafeBytes { bytes in
            guard count > 0, let start = bytes.baseAddress else { return }
            buffer.copyMemory(from: start + uploaded, byteCount: count)
        }
        uploaded += count
        return count
    }

    /// libcurl asks to send the body again.
    func rewind() { uploaded = 0 }

    /// - Returns: false where the answer is longer than it may be.
    func receive(_ bytes: UnsafeRawBufferPointer) -> Bool {
        guard bytes.count <= longestAnswer - body.count else { return false }
        body.append(contentsOf: bytes)
        return true
    }

    func receiveHeader(_ bytes: UnsafeRawBufferPointer) {
        let line = String(decoding: bytes, as: UTF8.self)
        // A new status line begins a new answer: what came before was 1xx, or a proxy's answer to CONNECT.
        if line.hasPrefix("HTTP/") { return headers.removeAll() }
        guard let colon = line.firstIndex(of: ":") else { return }
        let name = line[..<colon].lowercased()
        let value = line[line.index(after: colon)...].trimmed
        headers.append((name, value))
        if name == "content-length", let count = Int(value), count > 0 {
            body.reserveCapacity(min(count, longestAnswer, 1 << 30))
        }
    }
}

extension Substring {
    /// Without the white space of HTTP at both ends.
    package var trimmed: String {
        let isSpace: (Character) -> Bool = { $0 == " " || $0 == "\t" || $0 == "\r\n" || $0 == "\n" || $0 == "\r" }
        guard let first = firstIndex(where: { !isSpace($0) }), let last = lastIndex(where: { !isSpace($0) }) else { return "" }
        return String(self[first...last])
    }
}
