import Testing

@testable import HTTP

@Suite struct MultipartTests {
    static func type() throws -> MediaType { try #require(MediaType("multipart/form-data; boundary=XYZ")) }

    static let body = """
        preamble\r
        --XYZ\r
        Content-Disposition: form-data; name="title"\r
        \r
        A \r\n--XY title\r
        --XYZ  \r
        content-disposition: form-data; name="file"; filename="a%22b\\\\c.txt"\r
        Content-Type: image/png\r
        \r
        \u{1}\r\n\r\n--X\r
        --XYZ\r
        Content-Disposition: form-data; name=empty\r
        \r
        \r
        --XYZ--\r
        epilogue
        """

    @Test("Parts come with name, file name, type and content")
    func parses() throws {
        let form = try MultipartForm(Array(Self.body.utf8), contentType: Self.type())
        #expect(form.fields.map(\.part.name) == ["title", "file", "empty"])
        #expect(form.fields.map(\.part.filename) == [nil, "a\"b\\c.txt", nil])
        #expect(form.fields.map(\.part.contentType) == ["text/plain", "image/png", "text/plain"])
        #expect(form.fields.map(\.text) == ["A \r\n--XY title", "\u{1}\r\n\r\n--X", ""])
    }

    @Test("A name that begins with a combining mark is the text between its quotes")
    func combining() throws {
        let body = "--XYZ\r\ncontent-disposition: form-data; name=\"f\"; filename=\"\u{301}a.txt\"\r\n\r\nx\r\n--XYZ--\r\n"
        let form = try MultipartForm(Array(body.utf8), contentType: Self.type())
        #expect(form.fields.map(\.part.filename) == ["\u{301}a.txt"])
    }

    @Test("Split at every offset, the same comes out")
    func split() throws {
        let bytes = Array(Self.body.utf8)
        let whole = try MultipartForm(bytes, contentType: Self.type())
        for offset in 0...bytes.count {
            #expect(try collect([Array(bytes[..<offset]), Array(bytes[offset...])]) == whole.fields)
        }
        #expect(try collect(bytes.map { [$0] }) == whole.fields)
    }

    private func collect(_ chunks: [[UInt8]]) throws -> [MultipartForm.Field] {
        var parser = try MultipartParser(contentType: Self.type())
        var fields: [MultipartForm.Field] = []
        for chunk in chunks {
            for event in try parser.feed(chunk) {
                switch event {
                case .begin(let part): fields.append(.init(part: part, bytes: []))
                case .content(let bytes): fields[fields.count - 1].bytes += bytes
                case .end: break
                }
            }
        }
        try parser.finish()
        return fields
    }

    @Test(
        "Broken bodies are refused",
        arguments: [
            "", "--XYZ", "--XYZ\r\n", "--XYZ\r\nContent-Disposition: form-data; name=a\r\n\r\nx",
            "--XYZjunk\r\n", "--XYZ\r\n\r\n\r\nx\r\n--XYZ--", "--XYZ\r\nno colon\r\n\r\nx\r\n--XYZ--",
            "--XYZ\r\nContent-Disposition: form-data\r\n\r\nx\r\n--XYZ--",
            "--XYZ\r\nContent-Disposition: attachment; name=a\r\n\r\nx\r\n--XYZ--",
        ])
    func refuses(body: String) {
        #expect(throws: FormError.self) { try MultipartForm(Array(body.utf8), contentType: Self.type()) }
    }

    @Test("Names that are not UTF-8 are refused")
    func badName() {
        let body = Array("--XYZ\r\nContent-Disposition: form-data; name=\"".utf8) + [0xFF] + Array("\"\r\n\r\nx\r\n--XYZ--".utf8)
        #expect(throws: FormError.badEncoding(field: 0)) { try MultipartForm(body, contentType: Self.type()) }
    }

    @Test("Limits hold")
    func limits() throws {
        let body = Array(Self.body.utf8)
        func parse(_ limits: MultipartParser.Limits) throws -> MultipartForm {
            try MultipartForm(body, contentType: Self.type(), limits: limits)
        }
        #expect(throws: FormError.tooManyFields(limit: 2)) { try parse(.init(parts: 2)) }
        #expect(throws: FormError.tooLarge(limit: 5)) { try parse(.init(partBytes: 5)) }
        #expect(throws: FormError.tooLarge(limit: 50)) { try parse(.init(totalBytes: 50)) }
        #expect(throws: FormError.malformed("the head of a part is too large")) { try parse(.init(headBytes: 20)) }
    }

    @Test("A head as long as the limit is taken, wherever it is cut")
    func longestHead() throws {
        let head = "Content-Disposition: form-data; name=a"
        let body = Array("--XYZ\r\n\(head)\r\n\r\nx\r\n--XYZ--".utf8)
        for offset in 0...body.count {
            var parser = try MultipartParser(boundary: "XYZ", limits: .init(headBytes: head.utf8.count))
            _ = try parser.feed(body[..<offset])
            _ = try parser.feed(body[offset...])
            try parser.finish()
        }
    }

    @Test(
        "A boundary must be there and short",
        arguments: ["multipart/form-data", "multipart/form-data; boundary=\"\"", "text/plain; boundary=x"])
    func boundary(type: String) throws {
        let type = try #require(MediaType(type))
        #expect(throws: FormError.self) { try MultipartParser(contentType: type) }
        #expect(throws: FormError.self) { try MultipartParser(boundary: String(repeating: "x", count: 71)) }
    }
}
