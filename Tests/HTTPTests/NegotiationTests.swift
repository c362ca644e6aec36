import Testing

@testable import HTTP

@Suite struct NegotiationTests {
    @Test(
        "Media types are read with their parameters",
        arguments: [
            ("text/html", "text/html"), ("Text/HTML; Charset=UTF-8", "text/html; charset=UTF-8"),
            ("multipart/form-data;boundary=\"a;b\\\"c\"", "multipart/form-data; boundary=\"a;b\\\"c\""),
            ("a/b;broken;c=d", "a/b; c=d"), (" a/b ", "a/b"),
        ])
    func mediaTypes(text: String, normal: String) {
        #expect(MediaType(text)?.description == normal)
    }

    @Test(
        "A mark that combines with a quote or a back-slash is text, and what is written reads the same",
        arguments: ["\"", "\\", "a"])
    func combining(before: String) throws {
        let type = try #require(MediaType("a/b; c=\"\u{65A};\\\(before)\u{301}\""))
        #expect(type[parameter: "c"].map { Array($0.utf8) } == Array("\u{65A};\(before)\u{301}".utf8))
        #expect(MediaType(type.description) == type)
    }

    @Test("Anything else is no media type", arguments: ["", "text", "text/", "/html", "a/b/c", "a b/c", ";a=b", "text/é"])
    func noMediaType(text: String) {
        #expect(MediaType(text) == nil)
    }

    @Test("Parameters are found in any case")
    func parameters() throws {
        let type = try #require(MediaType("a/b; Boundary=X; boundary=y"))
        #expect(type[parameter: "BOUNDARY"] == "X")
        #expect(type[parameter: "q"] == nil)
    }

    @Test(
        "The preferred of the offers is found",
        arguments: [
            (nil, "text/html"), ("", "text/html"), ("*/*", "text/html"), ("application/json", "application/json"),
            ("text/html;q=0.5, application/json", "application/json"), ("text/*;q=0.3, */*;q=0.8", "application/json"),
            ("text/html;q=0, application/json;q=0", nil), ("image/png", nil),
            ("application/json;q=0.9, text/html;q=0.9", "text/html"), ("application/json;q=2, text/html;q=0.1", "text/html"),
        ] as [(String?, String?)])
    func accept(field: String?, chosen: String?) {
        let offers = ["text/html", "application/json"].compactMap { MediaType($0) }
        #expect(AcceptedTypes(field).preferred(among: offers)?.essence == chosen)
    }

    @Test(
        "Encodings have qualities",
        arguments: [
            ("gzip, br;q=0.5", "gzip", 1000), ("gzip, br;q=0.5", "br", 500), ("gzip", "br", 0), ("*;q=0.1", "br", 100),
            ("*;q=0.1, br;q=0", "br", 0), (", gzip;q=0.2,, br ,", "gzip", 200), ("GZIP;Q=0.123", "gzip", 123),
            ("gzip;q=0.1234", "gzip", 0),
            ("gzip;q=1.001", "gzip", 0),
            ("gzip;q=", "gzip", 0),
        ])
    func encodings(field: String, encoding: String, quality: Int) {
        #expect(Preferences(field).quality(of: encoding) == quality)
    }
}
