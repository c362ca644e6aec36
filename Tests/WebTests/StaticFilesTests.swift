import FoundationEssentials
import HTTP
import HTTPTypes
import Synchronization
import Testing

@testable import Web

@Suite("Static files")
struct StaticFilesTests {
    private static let big = String(repeating: "0123456789", count: 10_000)

    private func site(_ mode: SiteEnvironment.Mode = .production) throws -> TestSite {
        try TestSite(
            mode, templates: ["page": "<link href=\"{{#asset}}/style.css{{/asset}}\">"],
            files: [
                "style.css": "0123456789", "sub/deep.js": "js", "big.bin": Self.big, ".secret": "s", "sub/.git/config": "s",
                ".well-known/security.txt": "mail us", "with space.txt": "space", "empty.txt": "", "routed": "file",
            ]
        ) { site in
            site.get("/routed") { _ in "route" }
            site.get("/page") { _ in Page("page") }
        }
    }

    @Test(
        "a file is answered with its type",
        arguments: [
            ("/style.css", "text/css; charset=utf-8", "0123456789"), ("/sub/deep.js", "text/javascript; charset=utf-8", "js"),
            ("/%73tyle.css", "text/css; charset=utf-8", "0123456789"),
            ("/with%20space.txt", "text/plain; charset=utf-8", "space"),
            ("/.well-known/security.txt", "text/plain; charset=utf-8", "mail us"),
            ("/empty.txt", "text/plain; charset=utf-8", ""),
            ("/big.bin", "application/octet-stream", big), ("/style.css?x=y", "text/css; charset=utf-8", "0123456789"),
        ])
    func found(target: String, type: String, text: String) async throws {
        let site = try site()
        for _ in 0..<2 {
            let response = await site.send(.get, target)
            #expect(response.status == .ok)
            #expect(response["Content-Type"] == type)
            #expect(response["X-Content-Type-Options"] == "nosniff")
            #expect(try await response.bytes() == Array(text.utf8))
        }
    }

    @Test("what comes with the program is there, and a file of the folder wins", arguments: [true, false])
    func builtIn(isProduction: Bool) async throws {
        let site = try TestSite(
            isProduction ? .production : .development, templates: ["page": "{{#asset}}/style.css{{/asset}}"],
            files: ["script.js": "mine"]
        ) { site in
            site.builtInPublicFiles = ["style.css": Self.big, "script.js": "theirs"]
            site.get("/page") { _ in Page("page") }
        }
        #expect(await site.send(.get, "/script.js").text == "mine")
        let style = await site.send(.get, "/style.css")
        #expect(style.text == Self.big && style["Content-Type"] == "text/css; charset=utf-8")
        let tag = try #require(style["ETag"])
        #expect(await site.send(.get, "/style.css", [("If-None-Match", tag)]).status == .notModified)
        #expect(await site.send(.get, "/style.css", [("Range", "bytes=3-5")]).text == "345")
        #expect(await site.send(.get, "/style.css", [("Accept-Encoding", "gzip")])["Content-Encoding"] == "gzip")
        let address = await site.send(.get, "/page").text
        #expect(address.hasPrefix("/style.css?v=") == isProduction)
        #expect(await site.send(.get, address).status == .ok)
        try site.write("Public/style.css", "own")
        #expect(await site.send(.get, "/style.css").text == "own")
        #expect(await site.send(.get, "/style.cs").status == .notFound)
    }

    @Test("a site without a public folder has what comes with the program")
    func noFolder() async throws {
        let site = try TestSite { $0.builtInPublicFiles = ["style.css": "theirs"] }
        #expect(await site.send(.get, "/style.css").text == "theirs")
    }

    @Test(
        "nothing else of the file system is",
        arguments: [
            "/.secret", "/sub/.git/config", "/sub", "/sub/", "/../secret", "/%2e%2e/Templates/page.mustache", "/sub/../style.css",
            "/sub%2Fdeep.js", "/..%2fTemplates/page.mustache", "/%2e%2e%2fTemplates%2fpage.mustache", "//etc/passwd",
            "/etc/passwd",
            "/style.css/", "/style.css%00.txt", "/style.css%2500", "/nothing", "/link", "/folder-link/page.mustache",
            "/.well-known/.secret", "/\\..\\secret", "/%5c..%5csecret", "/STYLE.CSS",
        ])
    func hidden(target: String) async throws {
        let site = try site()
        try site.write("secret", "secret")
        let files = FileManager.default
        try files.createSymbolicLink(atPath: site.folder + "/Public/link", withDestinationPath: site.folder + "/secret")
        try files.createSymbolicLink(atPath: site.folder + "/Public/folder-link", withDestinationPath: site.folder + "/Templates")
        let response = await site.send(.get, target)
        #expect([400, 404].contains(response.status.code))
        #expect(!response.text.contains(">s<") && !response.text.contains("asset"))
    }

    @Test("files know no visitor: no cookie, no database, no no-store")
    func stateless() async throws {
        let site = try site()
        let response = await site.send(.get, "/style.css", [("Cookie", "session=x")])
        #expect(response.headers[.setCookie] == nil)
        #expect(response["Cache-Control"] == "no-cache")
        #expect(response["Vary"] == nil)
        #expect(site.engine.questions.load(ordering: .relaxed) == 0)
    }

    @Test("a route wins over a file, and a file takes no other method")
    func methods() async throws {
        let site = try site()
        #expect(await site.send(.get, "/routed").text == "route")
        let post = await site.send(.post, "/style.css")
        #expect(post.status == .methodNotAllowed)
        #expect(post["Allow"] == "GET, HEAD, OPTIONS")
        #expect(await site.send(.head, "/style.css").status == .ok)
        #expect(await site.send(.post, "/nothing").status == .notFound)
    }

    @Test("conditions are met in the order of RFC 9110, section 13.2.2")
    func conditions() async throws {
        let site = try site()
        let first = await site.send(.get, "/style.css")
        let tag = try #require(first["ETag"])
        let date = try #require(first["Last-Modified"])
        let past = "Sun, 06 Nov 1994 08:49:37 GMT"
        let table: [([(String, String)], Int)] = [
            ([("If-None-Match", tag)], 304), ([("If-None-Match", "W/\(tag)")], 304), ([("If-None-Match", "*")], 304),
            ([("If-None-Match", "\"x\", \(tag)")], 304), ([("If-None-Match", "\"x\"")], 200),
            ([("If-Modified-Since", date)], 304), ([("If-Modified-Since", past)], 200),
            ([("If-Modified-Since", "nonsense")], 200),
            ([("If-None-Match", "\"x\""), ("If-Modified-Since", date)], 200),
            ([("If-None-Match", tag), ("If-Modified-Since", past)], 304),
            ([("If-Match", tag)], 200), ([("If-Match", "\"x\"")], 412), ([("If-Match", "W/\(tag)")], 412),
            ([("If-Match", "*")], 200),
            ([("If-Unmodified-Since", past)], 412), ([("If-Unmodified-Since", date)], 200),
            ([("If-Match", tag), ("If-Unmodified-Since", past)], 200), ([("If-Match", "\"x\""), ("If-None-Match", tag)], 412),
        ]
        for (headers, status) in table {
            let response = await site.send(.get, "/style.css", headers)
            #expect(response.status.code == status, "\(headers)")
            if status == 304 {
                for name in ["ETag", "Cache-Control", "Vary"] { #expect(response[name] == first[name], "\(headers)") }
                #expect(try await response.bytes().isEmpty)
            }
        }
    }

    @Test(
        "one range is a part, bad ones are ignored, one beyond the end is refused",
        arguments: [
            ("bytes=0-3", 206, "bytes 0-3/10", "0123"), ("bytes=7-", 206, "bytes 7-9/10", "789"),
            ("bytes=-2", 206, "bytes 8-9/10", "89"), ("bytes=5-99", 206, "bytes 5-9/10", "56789"),
            ("bytes=10-", 416, "bytes */10", ""), ("bytes=3-1", 200, "", "0123456789"), ("lines=1-2", 200, "", "0123456789"),
            ("bytes=x", 200, "", "0123456789"), ("bytes=0-,0-,0-", 200, "", "0123456789"),
        ])
    func range(value: String, status: Int, contentRange: String, text: String) async throws {
        let site = try site()
        let response = await site.send(.get, "/style.css", [("Range", value)])
        #expect(response.status.code == status)
        #expect(response["Content-Range"] ?? "" == contentRange)
        if status != 416 { #expect(response.text == text) }
        #expect(await site.send(.head, "/style.css", [("Range", value)]).status == .ok)
    }

    @Test("If-Range makes a part only of the same content")
    func ifRange() async throws {
        let site = try site()
        let first = await site.send(.get, "/style.css")
        let tag = try #require(first["ETag"])
        let date = try #require(first["Last-Modified"])
        for (condition, status) in [
            (tag, 206), (date, 206), ("\"x\"", 200), ("W/\(tag)", 200), ("Sun, 06 Nov 1994 08:49:37 GMT", 200), ("nonsense", 200),
        ] {
            let response = await site.send(.get, "/style.css", [("Range", "bytes=0-1"), ("If-Range", condition)])
            #expect(response.status.code == status, "\(condition)")
        }
    }

    @Test("several ranges come as multipart/byteranges, of small files and of large ones", arguments: ["/style.css", "/big.bin"])
    func multipart(target: String) async throws {
        let site = try site()
        _ = await site.send(.get, target)
        let response = await site.send(.get, target, [("Range", "bytes=0-1,4-5")])
        #expect(response.status == .partialContent)
        let type = try #require(response["Content-Type"].flatMap { MediaType($0) })
        #expect(type.essence == "multipart/byteranges")
        let boundary = try #require(type[parameter: "boundary"])
        let text = String(decoding: try await response.bytes(), as: UTF8.self)
        let pieces = text.split(separator: "--\(boundary)")
        #expect(pieces.count == 3)
        #expect(pieces[0].hasSuffix("\r\n\r\n01\r\n"))
        #expect(pieces[0].contains("Content-Range: bytes 0-1/"))
        #expect(pieces[1].hasSuffix("\r\n\r\n45\r\n"))
        #expect(pieces[2] == "--\r\n")
    }

    @Test("a changed file shows at once, with another tag")
    func changed() async throws {
        let site = try site()
        let tag = await site.send(.get, "/style.css")["ETag"]
        try site.write("Public/style.css", "changed!")
        let response = await site.send(.get, "/style.css", [("If-None-Match", tag ?? "")])
        #expect(response.text == "changed!")
        try FileManager.default.removeItem(atPath: site.folder + "/Public/style.css")
        #expect(await site.send(.get, "/style.css").status == .notFound)
    }

    @Test("a page names files by version, and browsers keep such a file for a year")
    func versions() async throws {
        let site = try site()
        let page = await site.send(.get, "/page").text
        let target = try #require(page.split(separator: "\"").dropFirst().first.map(String.init))
        #expect(target.hasPrefix("/style.css?v="))
        #expect(await site.send(.get, target)["Cache-Control"] == "public, max-age=31536000, immutable")
        #expect(await site.send(.get, "/style.css?v=old")["Cache-Control"] == "no-cache")
        #expect(await (try self.site(.development)).send(.get, "/page").text.contains("\"/style.css\""))
    }
}
