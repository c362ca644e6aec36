public import HTTP
import HTTPTypes

/// An answer that goes on: events, as they happen, for a browser's `EventSource`.
///
///     app.get("/news", requiring: users.signedIn) { context, _ in
///         EventStream { events in
///             for await news in board.news(after: context.lastEventID) {
///                 try await events.send(ServerSentEvent(news.text, id: news.id))
///             }
///         }
///     }
///
/// The closure runs until it returns or the client is gone: a comment is sent when nothing else was for a while, and when it
/// can't be, the closure's task is cancelled. So it is when the server stops: the stream ends, and the browser comes back by itself.
public struct EventStream: Answer {
    /// Where events are told.
    public struct Events: Sendable {
        let writer: any BodyWriter

        /// Sends one event; waits while the client reads too slowly. Throws where the client is gone.
        public func send(_ event: ServerSentEvent) async throws { try await writer.write(event.bytes) }
    }

    private let heartbeat: Duration
    private let tell: @Sendable (Events) async throws -> Void

    /// A stream of what `tell` sends.
    ///
    /// - Parameter heartbeat: how often a comment is sent. Proxies close what is silent for long, often after a minute.
    public init(heartbeat: Duration = .seconds(15), _ tell: @escaping @Sendable (Events) async throws -> Void) {
        self.heartbeat = heartbeat
        self.tell = tell
    }

    /// 200 with the stream as its body. Nothing between here and the browser should keep it or hold it back.
    public func response(in context: Context) async throws -> Response {
        Response(
            headers: [.contentType: "text/event-stream", .cacheControl: "no-store", .xAccelBuffering: "no"],
            body: .stream(length: nil) { try await run($0) })
    }

    private static let comment = Array(":\n\n".utf8)

    private func run(_ writer: any BodyWriter) async throws {
        // At once, so that the browser knows that it is connected before there is anything to tell.
        try await writer.write(Self.comment)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await tell(Events(writer: writer)) }
            group.addTask {
                while true {
                    try await Task.sleep(for: heartbeat)
                    try await writer.write(Self.comment)
                }
            }
            group.addTask { await writer.untilStopping() }
            // Whichever ends first ends the others: the events are over, the client is gone, or the server stops.
            defer { group.cancelAll() }
            try await group.next()
        }
    }
}

extension Context {
    /// The id of the last event that the browser saw, when it comes back to an ``EventStream``.
    public var lastEventID: String? { request.headers[.lastEventID].flatMap { $0.isEmpty ? nil : $0 } }
}
