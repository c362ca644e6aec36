import HTTP
import HTTPTypes
import Testing

@testable import Web

@Suite("Compressed files")
struct CompressionTests {
    private static let style = String(repeating: "p { color: black }\n", count: 100)

    private func site() async throws -> TestSite {
        let site = try TestSite(
            templates: ["page": Self.style],
            files: [
                "style.css": Self.style, "small.css": "p {}", "photo.png": Self.style,
                "large.txt": String(repeating: "x", count: 100_000),
            ]
        ) { site in
            site.get("/page") { _ in Page("page") }
            site.get("/text") { _ in Self.style }
        }
        return site
    }

    @Test(
        "gzip is sent to who accepts it and would not rather have the file as it is",
        arguments: [
            (nil, false), ("", false), ("gzip", true), ("GZIP", true), ("x-gzip", true), ("br, gzip;q=0.5", true), ("*", true),
            ("br", false), ("gzip;q=0", false), ("*, gzip;q=0", false), ("identity", false), ("identity;q=0, gzip;q=0.1", true),
            ("gzip;q=0.5, identity", false), ("gzip;q=0.5, identity;q=0.5", true), ("*;q=0", false),
        ] as [(String?, Bool)])
    func negotiation(accepted: String?, isCompressed: Bool) async throws {
        let site = try await site()
        for name in ["style.css", "large.txt"] {
            let plain = try await site.send(.get, "/" + name).bytes()
            let answer = await site.send(.get, "/" + name, accepted.map { [("Accept-Encoding", $0)] } ?? [])
            #expect(answer["Content-Encoding"] == (isCompressed ? "gzip" : nil))
            #expect(answer["Vary"] == "Accept-Encoding")
            let bytes = try await answer.bytes()
            #expect(try isCompressed ? Inflate.all(bytes) == plain : bytes == plain)
            #expect((bytes.count < plain.count) == isCompressed)
        }
    }

    @Test("each encoding has a tag of its own, which is asked about as such")
    func tags() async throws {
        let site = try await site()
        let gzip = [("Accept-Encoding", "gzip")]
        let plainTag = try #require(await site.send(.get, "/style.css")["ETag"])
        let gzipTag = try #require(await site.send(.get, "/style.css", gzip)["ETag"])
        #expect(plainTag != gzipTag)
        #expect(await site.send(.get, "/style.css", gzip + [("If-None-Match", gzipTag)]).status == .notModified)
        #expect(await site.send(.get, "/style.css", gzip + [("If-None-Match", plainTag)]).status == .ok)
        #expect(await site.send(.get, "/style.css", [("If-None-Match", gzipTag)]).status == .ok)
    }

    @Test("a part is a part of the file as it is")
    func parts() async throws {
        let site = try await site()
        let part = await site.send(.get, "/style.css", [("Accept-Encoding", "gzip"), ("Range", "bytes=0-9")])
        #expect(part.status == .partialContent)
        #expect(part["Content-Encoding"] == nil)
        #expect(try await part.bytes() == Array(Self.style.utf8.prefix(10)))
    }

    @Test(
        "what is small, compressed already, or made for a visitor goes out as it is",
        arguments: ["/small.css", "/photo.png", "/page", "/text"])
    func left(target: String) async throws {
        let answer = try await site().send(.get, target, [("Accept-Encoding", "gzip")])
        #expect(answer.status == .ok)
        #expect(answer["Content-Encoding"] == nil)
        #expect(answer["Vary"]?.contains("Accept-Encoding") != true)
    }

    @Test("an edited file is compressed anew")
    func edited() async throws {
        let site = try await site()
        _ = await site.send(.get, "/style.css", [("Accept-Encoding", "gzip")])
        try site.write("Public/style.css", Self.style + "/* more */")
        let answer = await site.send(.get, "/style.css", [("Accept-Encoding", "gzip")])
        #expect(try Inflate.all(try await answer.bytes()) == Array((Self.style + "/* more */").utf8))
    }
}
