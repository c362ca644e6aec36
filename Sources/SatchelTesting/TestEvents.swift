import HTTPTypes
public import Satchel

extension TestClient {
    /// Listens to an `EventStream` as a browser's `EventSource` does, while `body` runs.
    ///
    ///     try await supervisor.listen("/records/live") { events in
    ///         try await ada.submit(form, ["Species": "Kestrel"])
    ///         #expect(try await events.next().data == "Kestrel")
    ///     }
    @discardableResult
    public func listen<Success>(
        _ target: String, headers: HTTPFields = HTTPFields(), _ body: (TestEvents) async throws -> Success
    ) async throws -> Success {
        let (stream, continuation) = AsyncStream<[UInt8]>.makeStream()
        let fields = complete(headers, .get)
        let exchange = exchange
        let listening = Task {
            defer { continuation.finish() }
            return try await exchange.stream(target, fields) { continuation.yield($0) }
        }
        defer { listening.cancel() }
        return try await body(TestEvents(target, stream, continuation))
    }
}

/// The events of a stream, as they come.
public final actor TestEvents {
    private let target: String
    private let source: AsyncStream<[UInt8]>.Continuation
    private var parts: AsyncStream<[UInt8]>.Iterator
    private var parser = EventParser()
    private var waiting: [ServerSentEvent] = []

    init(_ target: String, _ stream: AsyncStream<[UInt8]>, _ source: AsyncStream<[UInt8]>.Continuation) {
        self.target = target
        self.source = source
        parts = stream.makeAsyncIterator()
    }

    /// The next event. Fails where the stream has ended without one, or none came for half a minute.
    public func next() async throws -> ServerSentEvent {
        let limit = Task { [source] in
            try await Task.sleep(for: .seconds(30))
            source.finish()
        }
        defer { limit.cancel() }
        while waiting.isEmpty {
            var iterator = parts
            guard let bytes = await iterator.next(isolation: self) else {
                throw TestFailure("the events of \(target) ended: \(parser.rest.isEmpty ? "nothing came" : parser.rest)")
            }
            parts = iterator
            waiting += parser.take(bytes)
        }
        return waiting.removeFirst()
    }
}

/// `text/event-stream`, as browsers read it (WHATWG HTML, section 9.2.6); line ends are LF or CRLF.
struct EventParser {
    private var bytes: [UInt8] = []
    private var event = ServerSentEvent("")
    private var lines: [String] = []

    /// What came and is no whole line yet.
    var rest: String { String(decoding: bytes, as: UTF8.self) }

    /// The events that end in these bytes.
    mutating func take(_ more: [UInt8]) -> [ServerSentEvent] {
        bytes += more
        var events: [ServerSentEvent] = []
        while let end = bytes.firstIndex(of: UInt8(ascii: "\n")) {
            var line = String(decoding: bytes[..<end], as: UTF8.self)[...]
            bytes.removeSubrange(...end)
            if line.last == "\r" { line.removeLast() }
            if let finished = read(line) { events.append(finished) }
        }
        return events
    }

    private mutating func read(_ line: Substring) -> ServerSentEvent? {
        guard !line.isEmpty else {
            defer { (event, lines) = (ServerSentEvent(""), []) }
            event.data = lines.joined(separator: "\n")
            return lines.isEmpty ? nil : event
        }
        let name = line.prefix { $0 != ":" }
        var value = line.dropFirst(name.count + 1)
        if value.first == " " { value = value.dropFirst() }
        switch name {
        case "data": lines.append(String(value))
        case "event": event.event = String(value)
        case "id": event.id = String(value)
        case "retry": event.retry = Int(value)
        default: break
        }
        return nil
    }
}
