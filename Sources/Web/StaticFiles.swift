import Blocking
import HTTP
import HTTPTypes

/// The files of the public folder, at the root of the site: `/style.css`.
///
/// 1. A route wins over a file. Files know no visitor: no session, no database, no cookies.
/// 2. A file of the folder wins over one that came with the program.
/// 3. Only plain files inside the folder: no dot files (but `/.well-known/…`), no folders, no links that lead out.
/// 4. The path was decoded once, by ``RequestPath``; what it calls ambiguous is never looked up.
/// 5. Text is sent in gzip to who accepts that (RFC 9110 section 12.5.3), compressed once, under an entity tag of its own. A part
///    of a file is a part of it as it is. What is made for a request is another matter: `Compression`.
/// 6. Browsers ask again each time (304), except for `/style.css?v=VERSION` with the current version, which is kept for a year.
struct StaticFiles: Sendable {
    private let folder: String
    private let builtIn: [String: String]
    private let isDevelopment: Bool
    private let refresh: Duration
    private let queue: BlockingQueue
    private let cache = PublicFileCache()
    private let clock = ContinuousClock()

    init(folder: String, builtIn: [String: String], isDevelopment: Bool, refresh: Duration, queue: BlockingQueue) {
        self.folder = folder
        self.builtIn = builtIn
        self.isDevelopment = isDevelopment
        self.refresh = refresh
        self.queue = queue
        if !isDevelopment { survey() }
    }

    /// The answer with a file; `nil` where there is none.
    func response(to request: Request) async -> Response? {
        guard let name = Self.name(request.path) else { return nil }
        let file: PublicFile?
        do {
            file = try await find(name)
        } catch {
            return .text("Too many visitors at once.\n", status: .serviceUnavailable)
        }
        guard let file else { return nil }
        switch request.method {
        case .get, .head: return FileAnswer(file, request, isVersioned: isVersioned(request, file), queue: queue).response
        case .options: return Response(status: .noContent, headers: [.allow: "GET, HEAD, OPTIONS"])
        default:
            var response = Response.text("This is a file: it can be read, and nothing else.\n", status: .methodNotAllowed)
            response.headers[.allow] = "GET, HEAD, OPTIONS"
            return response
        }
    }

    /// `/style.css` with the file's version, which browsers may keep; as it is where nothing is known of the file, and in
    /// development.
    func versioned(_ path: String) -> String {
        guard !isDevelopment, let name = Self.name(path[...]), let file = known(name) else { return path }
        return "\(path)?v=\(file.version)"
    }

    /// The file's name below the folder; `nil` for what is never a file.
    private static func name(_ path: Substring) -> String? {
        guard case .segments(let segments, hasTrailingSlash: false) = RequestPath(path), let first = segments.first else {
            return nil
        }
        for (index, segment) in segments.enumerated() where segment.hasPrefix(".") && !(index == 0 && first == ".well-known") {
            return nil
        }
        return segments.joined(separator: "/")
    }

    /// Looks at the files that there are at the start, so that the very first page has their versions; contents come later.
    private func survey() {
        for name in FolderWalk.names(below: folder, limit: 1000) + builtIn.keys {
            if let file = file(name) { cache.put(file, name, at: clock.now) }
        }
    }

    private func file(_ name: String) -> PublicFile? {
        PublicFile(name, in: folder) ?? builtIn[name].flatMap { PublicFile(name, builtIn: $0) }
    }

    private func known(_ name: String) -> PublicFile? {
        let (fresh, stale) = cache.find(name, since: clock.now - refresh)
        return fresh ?? stale
    }

    private func find(_ name: String) async throws -> PublicFile? {
        let now = clock.now
        let (fresh, stale) = cache.find(name, since: now - refresh)
        if let fresh { return fresh }
        return try await queue.run { look(name, stale, now) }
    }

    private func look(_ name: String, _ stale: PublicFile?, _ now: ContinuousClock.Instant) -> PublicFile? {
        guard var file = file(name) else {
            cache.remove(name)
            return nil
        }
        if let stale, stale.status == file.status, stale.path == file.path {
            file.content = stale.content
            file.gzip = stale.gzip
        }
        if file.content == nil, file.status.size <= PublicFileCache.largestContent { file.readContent() }
        if file.gzip == nil { file.compress() }
        cache.put(file, name, at: now)
        return file
    }

    private func isVersioned(_ request: Request, _ file: PublicFile) -> Bool {
        request.query.map { $0 == "v=" + file.version } ?? false
    }
}
