import Database
import FoundationEssentials
import HTTP
import HTTPTypes
import Logging
import Secrets
import Synchronization
import TestSupport

@testable import Web

/// A site in a folder of its own, asked without sockets.
final class TestSite: Sendable {
    let folder: String
    let log = LogLines()
    let engine = CountingEngine()
    let time = Mutex(1_800_000_000.0)
    private let handler: Mutex<Handler>

    /// - Parameters:
    ///   - templates: source by name.
    ///   - texts: language files by name.
    ///   - files: content by name, in the public folder.
    init(
        _ mode: SiteEnvironment.Mode = .production, templates: [String: String] = [:], texts: [String: String] = [:],
        files: [String: String] = [:],
        build: (inout Site) throws -> Void = { _ in }, configure: (inout SiteEnvironment) throws -> Void = { _ in }
    ) throws {
        folder = FileManager.default.temporaryDirectory.path() + "/satchel-web-" + Randomness.token(bits: 96)
        handler = Mutex { _ in Response() }
        for (name, text) in templates { try write("Templates/\(name).mustache", text) }
        for (name, text) in texts { try write("Templates/\(name)", text) }
        for (name, text) in files { try write("Public/\(name)", text) }
        let log = log
        var environment = SiteEnvironment(
            mode: mode, keys: try SecretKeys([String(repeating: "k", count: 32)]), database: engine,
            templates: folder + "/Templates",
            publicFiles: folder + "/Public", appName: "Test & Co",
            logger: Logger(label: "test") { _ in log }, now: { [weak self] in self?.time.withLock { $0 } ?? 0 })
        try configure(&environment)
        var site = Site()
        try build(&site)
        let running = try RunningSite(site, environment, refresh: .zero)
        handler.withLock { $0 = { await running.respond(to: $0) } }
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    func write(_ name: String, _ text: String) throws {
        let path = "\(folder)/\(name)"
        let parent = path[..<(path.lastIndex(of: "/") ?? path.endIndex)]
        try FileManager.default.createDirectory(atPath: String(parent), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: URL(filePath: path))
    }

    /// One request; `headers` in order, names may repeat.
    func send(
        _ method: HTTPRequest.Method, _ target: String, _ headers: [(String, String)] = [], body: String? = nil,
        stream: BodyStream? = nil, from peer: String = "192.0.2.1", isSecure: Bool = false
    ) async -> Response {
        var fields = HTTPFields()
        for (name, value) in headers {
            if let name = HTTPField.Name(name) { fields.append(HTTPField(name: name, value: value)) }
        }
        let request = Request(
            method: method, target: target, headers: RequestFields(fields),
            body: stream.map { .stream($0) } ?? body.map { .bytes(Array($0.utf8)) } ?? .empty,
            connection: ConnectionInfo(peerAddress: peer, isSecure: isSecure))
        let handler = handler.withLock { $0 }
        return await handler(request)
    }

    func advance(_ seconds: Double) { time.withLock { $0 += seconds } }
}

/// A visitor with a browser: keeps cookies, sends forms.
final class Visitor: Sendable {
    let site: TestSite
    let isSecure: Bool
    let cookies = Mutex<[String: String]>([:])

    init(_ site: TestSite, isSecure: Bool = false) {
        self.site = site
        self.isSecure = isSecure
    }

    func get(_ target: String) async -> Response { await send(.get, target) }

    /// Fetches `page`, takes its token (the whole body is one, in these tests) and posts.
    func post(_ target: String, tokenFrom page: String, _ form: String = "") async -> Response {
        let token = await get(page).text
        return await post(target, "csrf_token=\(token)&" + form)
    }

    func post(_ target: String, _ form: String) async -> Response {
        await send(.post, target, [("Content-Type", "application/x-www-form-urlencoded")], body: form)
    }

    func send(
        _ method: HTTPRequest.Method, _ target: String, _ headers: [(String, String)] = [], body: String? = nil
    ) async -> Response {
        let sent = cookies.withLock { $0 }
        let line = sent.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }.joined(separator: "; ")
        let own = sent.isEmpty ? [] : [("Cookie", line)]
        let response = await site.send(method, target, [("Host", "here.example")] + own + headers, body: body, isSecure: isSecure)
        for field in response.headers[values: .setCookie] { keep(field) }
        return response
    }

    private func keep(_ field: String) {
        let pair = field.split(separator: ";")[0].split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        cookies.withLock { $0[String(pair[0])] = field.contains("Max-Age=0") ? nil : String(pair[1]) }
    }
}

extension Response {
    /// The body as text; what a stream or a file holds is read by ``bytes()``.
    var text: String {
        guard case .bytes(let bytes) = body else { return "" }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// The whole body, as a front would send it.
    func bytes() async throws -> [UInt8] {
        switch body {
        case .empty: return []
        case .bytes(let bytes): return bytes
        case .file(let region):
            let content = [UInt8](try Data(contentsOf: URL(filePath: region.path)))
            return Array(content[region.offset..<(region.offset + region.length)])
        case .stream(let length, let write):
            let collector = Collector()
            try await write(collector)
            let all = collector.bytes.withLock { $0 }
            if let length, length != all.count { throw WrongLength() }
            return all
        }
    }

    subscript(name: String) -> String? { HTTPField.Name(name).flatMap { headers[$0] } }
}

struct WrongLength: Error {}

private final class Collector: BodyWriter {
    let bytes = Mutex<[UInt8]>([])
    func write(_ more: [UInt8]) async throws { bytes.withLock { $0 += more } }
}
