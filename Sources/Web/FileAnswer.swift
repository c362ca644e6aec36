import Blocking
import HTTP
import HTTPTypes

/// A file as an answer: whole, in parts, or not at all (RFC 9110 sections 13 and 14).
struct FileAnswer {
    private let file: PublicFile
    private let request: Request
    private let queue: BlockingQueue
    private let tag: EntityTag?
    /// The content in gzip, where that is what is sent.
    private let gzip: [UInt8]?
    private var headers: HTTPFields

    init(_ file: PublicFile, _ request: Request, isVersioned: Bool, queue: BlockingQueue) {
        self.file = file
        self.request = request
        self.queue = queue
        gzip = Self.gzip(of: file, for: request)
        tag = EntityTag(opaque: gzip == nil ? file.version : "\(file.version)-gzip")
        headers = [
            .lastModified: file.lastModified.description,
            .acceptRanges: "bytes",
            .cacheControl: isVersioned ? "public, max-age=31536000, immutable" : "no-cache",
        ]
        headers[.eTag] = tag?.description
        // Also where it is sent as it is: a cache in between must ask again for who accepts other encodings.
        if file.isCompressible { headers[.vary] = "Accept-Encoding" }
    }

    var response: Response {
        switch Preconditions.evaluate(request.headers, tag: tag, lastModified: file.lastModified) {
        case .notModified: return Response(status: .notModified, headers: headers)
        case .failed: return .text("The file is not the one that was meant.\n", status: .preconditionFailed)
        case .proceed: break
        }
        switch ranges {
        case .whole: return whole
        case .unsatisfiable: return outside
        case .parts(let parts): return parts.count == 1 ? one(parts[0]) : many(parts)
        }
    }

    /// Gzip for who would have it at least as gladly as the file as it is, and asks for no part of it.
    private static func gzip(of file: PublicFile, for request: Request) -> [UInt8]? {
        guard let gzip = file.gzip, !request.headers.contains(.range), Compression.isAccepted(by: request) else { return nil }
        return gzip
    }

    private var ranges: ByteRanges {
        guard request.method == .get, let range = request.headers[.range],
            Preconditions.allowsRange(request.headers, tag: tag, lastModified: file.lastModified)
        else { return .whole }
        return ByteRanges(range, size: file.status.size)
    }

    private var whole: Response {
        var headers = headers
        headers[.contentType] = file.contentType
        if let gzip {
            headers[.contentEncoding] = "gzip"
            return Response(headers: headers, body: .bytes(gzip))
        }
        return Response(headers: headers, body: body(0..<file.status.size))
    }

    private var outside: Response {
        var response = Response.text("The file is shorter than that.\n", status: .rangeNotSatisfiable)
        response.headers[.contentRange] = "bytes */\(file.status.size)"
        return response
    }

    private func one(_ range: Range<Int>) -> Response {
        var headers = headers
        headers[.contentType] = file.contentType
        headers[.contentRange] = ByteRanges.contentRange(range, size: file.status.size)
        return Response(status: .partialContent, headers: headers, body: body(range))
    }

    private func many(_ ranges: [Range<Int>]) -> Response {
        let parts = ByteRangesBody(file, ranges)
        var headers = headers
        headers[.contentType] = parts.contentType
        return Response(
            status: .partialContent, headers: headers,
            body: .stream(length: parts.length) { [queue] in try await parts.write(to: $0, on: queue) })
    }

    private func body(_ range: Range<Int>) -> ResponseBody {
        if let content = file.content {
            return .bytes(range.count == content.count ? content : Array(content[range]))
        }
        return .file(FileRegion(path: file.path, offset: range.lowerBound, length: range.count))
    }
}
