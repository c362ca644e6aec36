import HTTP
import HTTPTypes
import Synchronization
import Testing

@testable import Web

@Suite("Compressed answers") struct AnswerCompressionTests {
    private static let long = (0..<400).map { "row \($0)\n" }.joined()
    private static let larger = String(repeating: long, count: 10)
    private static let gzip = [("Accept-Encoding", "gzip")]

    private func site() throws -> TestSite {
        try TestSite(build: { site in
            site.get("/data", options: .stateless) { _ in Self.long }
            site.get("/larger", options: .stateless) { _ in Self.larger }
            site.get("/page") { _ in Self.long }
            site.get("/open", options: .compressed) { _ in Self.long }
            site.get("/small", options: .stateless) { _ in "small" }
            site.get("/image", options: .stateless) { _ in
                Response(headers: [.contentType: "image/png"], body: .bytes(Array(Self.long.utf8)))
            }
            site.get("/as-it-is", options: .stateless) { _ in
                var response = Response.text(Self.long)
                response.headers[.cacheControl] = "public, no-transform"
                return response
            }
            site.get("/tagged", options: .stateless) { _ in
                var response = Response.text(Self.long)
                response.headers[.eTag] = "\"1\""
                return response
            }
            site.get("/stream", options: [.stateless, .compressed]) { _ in
                StreamedAnswer(contentType: "text/csv") {
                    for word in ["one", "", "two"] { try await $0.write(Array(word.utf8)) }
                }
            }
            site.get("/trickle", options: .stateless) { _ in
                StreamedAnswer(contentType: "text/csv") { try await $0.write(Array(Self.long.utf8)) }
            }
        })
    }

    @Test(
        "are sent to who accepts gzip and sends no cookie, or where the route may be", arguments: ["/data", "/larger", "/open"])
    func compressed(target: String) async throws {
        let site = try site()
        let answer = await site.send(.get, target, Self.gzip)
        let plain = await site.send(.get, target)
        #expect(answer["Content-Encoding"] == "gzip" && plain["Content-Encoding"] == nil)
        #expect(answer["Vary"] == "Accept-Encoding" && plain["Vary"] == "Accept-Encoding")
        let (bytes, content) = (try await answer.bytes(), try await plain.bytes())
        #expect(bytes.count * 3 < content.count)
        #expect(try Inflate.all(bytes) == content)
        #expect(await site.send(.get, target, [("Accept-Encoding", "gzip;q=0")])["Content-Encoding"] == nil)
    }

    @Test(
        "never hold what a visitor's cookie brought, and are never small, images, or not to be transformed",
        arguments: [("/data", "a=1"), ("/page", nil), ("/page", "a=1"), ("/small", nil), ("/image", nil), ("/as-it-is", nil)])
    func left(target: String, cookie: String?) async throws {
        let answer = await (try site()).send(.get, target, Self.gzip + (cookie.map { [("Cookie", $0)] } ?? []))
        #expect(answer.status == .ok && answer["Content-Encoding"] == nil)
    }

    @Test("have a weak tag: the bytes differ, the content does not")
    func tag() async throws {
        let site = try site()
        #expect(await site.send(.get, "/tagged", Self.gzip)["ETag"] == "W/\"1\"")
        #expect(await site.send(.get, "/tagged")["ETag"] == "\"1\"")
    }

    private final class Pieces: BodyWriter {
        let written = Mutex<[[UInt8]]>([])
        func write(_ bytes: [UInt8]) async throws { written.withLock { $0.append(bytes) } }
    }

    @Test("of a stream can be read piece by piece as they come")
    func streamed() async throws {
        let answer = await (try site()).send(.get, "/stream", Self.gzip)
        guard case .stream(nil, let write) = answer.body else {
            Issue.record("no stream of unknown length")
            return
        }
        let pieces = Pieces()
        try await write(pieces)
        let written = pieces.written.withLock(\.self)
        #expect(try Inflate.begun(written[0]).content == Array("one".utf8))
        #expect(try Inflate.begun(written[0] + written[1]).content == Array("onetwo".utf8))
        #expect(try Inflate.all(Array(written.joined())) == Array("onetwo".utf8))
        #expect(answer["Content-Encoding"] == "gzip" && answer["Vary"] == "Accept-Encoding")
        #expect(await (try site()).send(.get, "/trickle", Self.gzip)["Content-Encoding"] == nil)
    }
}
