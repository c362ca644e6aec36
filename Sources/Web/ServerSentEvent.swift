// text/event-stream (WHATWG HTML, section 9.2, "Server-sent events"): lines of "name: value", an empty line ends an event.

/// One event for a browser's `EventSource`.
public struct ServerSentEvent: Sendable, Hashable {
    /// What is told. It may have several lines.
    public var data: String
    /// The event's type; `message` to the browser where there is none.
    public var event: String?
    /// What the browser sends as `Last-Event-ID` when it comes back: see ``Context/lastEventID``.
    public var id: String?
    /// Milliseconds after which the browser comes back when the connection was lost.
    public var retry: Int?

    /// An event. Line ends and NUL mean nothing in `event` and `id`, and are left out.
    public init(_ data: String, event: String? = nil, id: String? = nil, retry: Int? = nil) {
        self.data = data
        self.event = event
        self.id = id
        self.retry = retry
    }

    /// As it goes over the wire.
    var bytes: [UInt8] {
        var bytes: [UInt8] = []
        func put(_ name: StaticString, _ value: some Sequence<UInt8>) {
            bytes += "\(name): ".utf8
            bytes += value
            bytes.append(UInt8(ascii: "\n"))
        }
        if let event { put("event", Self.oneLine(event)) }
        if let id { put("id", Self.oneLine(id)) }
        if let retry { put("retry", String(max(0, retry)).utf8) }
        for line in Self.lines(data) { put("data", line) }
        bytes.append(UInt8(ascii: "\n"))
        return bytes
    }

    private static func oneLine(_ text: String) -> [UInt8] { text.utf8.filter { $0 != 0 && $0 != 0x0A && $0 != 0x0D } }

    /// A line ends with LF, CR, or both: whatever is told, none of it becomes a field of its own.
    private static func lines(_ text: String) -> [[UInt8]] {
        var lines: [[UInt8]] = [[]]
        var before: UInt8 = 0
        for byte in text.utf8 {
            let isSecondOfTwo = byte == 0x0A && before == 0x0D
            before = byte
            if isSecondOfTwo { continue }
            if byte == 0x0A || byte == 0x0D { lines.append([]) } else { lines[lines.count - 1].append(byte) }
        }
        return lines
    }
}
