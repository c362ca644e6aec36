import Blocking
import HTTP
import HTTPTypes
import Synchronization

/// Compression of answers that are made for a request (RFC 9110 section 8.4); files have theirs kept beside them (`FileAnswer`).
///
/// 1. A secret beside what the request chose, both compressed, can be found out from the length (BREACH). A foreign page makes a
///    browser ask with its cookies; so an answer is compressed where no cookie came and the route looks at no session, or where the
///    route says of itself that it may be (``Route/Options/compressed``).
/// 2. Text of 1 KB and more; a stream only where the route says so: what trickles is sent as it comes.
/// 3. Not what is encoded already, a part (206), or what must not be transformed.
struct Compression: Sendable {
    private static let smallest = 1024
    /// Bytes that an event loop compresses by itself, in about a third of a millisecond.
    private static let brief = 16 << 10

    let queue: BlockingQueue

    /// Whether there is anything to compress or to say about it: for most answers there is not, and no waiting function is called.
    func mayApply(to response: Response, of request: Request, on route: RoutedRoute?) -> Bool {
        guard let route else { return false }
        switch response.body {
        case .bytes(let bytes): return bytes.count >= Self.smallest && Self.mayBeCompressed(request, route.options)
        case .stream: return route.options.contains(.compressed)
        case .empty, .file: return false
        }
    }

    func apply(to response: inout Response, of request: Request, on route: RoutedRoute?) async {
        guard let route, Self.isCompressible(response) else { return }
        switch response.body {
        case .bytes(let bytes):
            Self.vary(&response)
            guard Self.isAccepted(by: request), let compressed = await compressed(bytes) else { return }
            response.body = .bytes(compressed)
        case .stream(_, let write) where route.options.contains(.compressed):
            Self.vary(&response)
            guard Self.isAccepted(by: request) else { return }
            response.body = .stream(length: nil) { writer in
                guard let writer = GzipWriter(writer) else { throw HTTPError(.serviceUnavailable) }
                try await write(writer)
                try await writer.finish()
            }
        default: return
        }
        response.headers[.contentEncoding] = "gzip"
        // The same content, other bytes: RFC 9110 section 8.8.1 calls such a validator weak.
        if let tag = response.headers[.eTag], !tag.hasPrefix("W/") { response.headers[.eTag] = "W/" + tag }
    }

    /// Whether the client would have gzip at least as gladly as the content as it is.
    static func isAccepted(by request: Request) -> Bool {
        guard let accepted = request.headers[.acceptEncoding] else { return false }
        let wishes = Preferences(accepted)
        let quality = max(wishes.quality(of: "gzip"), wishes.items.first { $0.value == "x-gzip" }?.quality ?? 0)
        let plain = wishes.items.first { $0.value == "identity" }?.quality ?? 0
        return quality > 0 && quality >= plain
    }

    private static func mayBeCompressed(_ request: Request, _ options: Route.Options) -> Bool {
        options.contains(.compressed) || options.contains(.stateless) && !request.headers.contains(.cookie)
    }

    private static func isCompressible(_ response: Response) -> Bool {
        guard let type = response.headers.first(.contentType), ContentTypes.isText(type), !type.hasPrefix("text/event-stream")
        else {
            return false
        }
        let isWhole = response.status != .partialContent && !response.headers.contains(.contentRange)
        let isAsItIs = !response.headers.contains(.contentEncoding)
        return isWhole && isAsItIs && !(response.headers.first(.cacheControl)?.lowercased().contains("no-transform") ?? false)
    }

    private static func vary(_ response: inout Response) { RunningSite.vary(&response, on: "Accept-Encoding") }

    private func compressed(_ bytes: [UInt8]) async -> [UInt8]? {
        guard bytes.count > Self.brief else { return Gzip.compress(bytes, .some) }
        // A queue that is full has no time for this: the answer goes out as it is.
        return try? await queue.run { Gzip.compress(bytes, .some) }
    }
}

/// What is written to it is sent compressed, each piece so that the client can read it at once.
private final class GzipWriter: BodyWriter {
    private let gzip: Mutex<Gzip>
    private let writer: any BodyWriter

    init?(_ writer: any BodyWriter) {
        guard let gzip = Gzip(.some) else { return nil }
        self.gzip = Mutex(gzip)
        self.writer = writer
    }

    func write(_ bytes: [UInt8]) async throws {
        guard !bytes.isEmpty else { return }
        try await writer.write(gzip.withLock { $0.add(bytes) })
    }

    func finish() async throws { try await writer.write(gzip.withLock { $0.add([], isLast: true) }) }

    func untilStopping() async { await writer.untilStopping() }
}
