import Testing

@testable import HTTP

@Suite struct ChunkedTests {
    static func decode(_ chunks: [[UInt8]], limits: ChunkedDecoder.Limits = .init()) throws -> (
        body: String, rest: Int, trailers: [FormField]
    )? {
        var decoder = ChunkedDecoder(limits: limits)
        var body: [UInt8] = []
        var rest = 0
        for chunk in chunks { rest += chunk.count - (try decoder.decode(chunk.span, into: &body)) }
        return decoder.isFinished ? (String(decoding: body, as: UTF8.self), rest, decoder.trailers) : nil
    }

    static func outcome(_ chunks: [[UInt8]]) -> String {
        do { return try decode(chunks).map { "\($0)" } ?? "incomplete" } catch { return "\(error)" }
    }

    static let good = [
        "0\r\n\r\nGET /", "5\r\nhello\r\n6;a=b;c=\"d\"\r\n world\r\n0\r\n\r\n",
        "0A\r\n0123456789\r\n000\r\nX-T: v \r\nY:\r\n\r\nrest",
        "1 \t;x\r\na\r\n0\r\n\r\n", "2\r\n\r\n\r\n0\r\n\r\n",
    ]
    static let refused: [(String, RequestRefusal)] = [
        ("\r\n", .badChunk), ("g\r\n", .badChunk), ("-1\r\n", .badChunk), ("0x1\r\n", .badChunk), ("1\na", .badChunk),
        ("1\r\nab", .badChunk),
        ("1\r\na\n", .badChunk), ("1\r\na\rb", .badChunk), ("1 \r\n", .badChunk), (" 1\r\n", .badChunk), ("1\r\r\n", .badChunk),
        ("1;a\nb", .badChunk), ("1;a\rb", .badChunk), ("1;\0", .badChunk), ("fffffffffffffffff\r\n", .badChunk),
        ("1 2\r\n", .badChunk), ("00000000000000000\r\n", .badChunk),
        ("0\r\n\n", .bareLineEnd), ("0\r\n\rX", .badChunk), ("0\r\nX: y\n", .bareLineEnd), ("0\r\nX : y\r\n\r\n", .badFieldName),
        ("0\r\n X: y\r\n\r\n", .badFieldName), ("0\r\nX: \0\r\n", .badFieldValue), ("0\r\nnocolon\r\n", .badFieldName),
    ]

    @Test("Chunks, extensions and trailers are read")
    func decodes() throws {
        let second = try #require(try Self.decode([Array(Self.good[1].utf8)]))
        #expect(second.body == "hello world")
        let third = try #require(try Self.decode([Array(Self.good[2].utf8)]))
        #expect(third.body == "0123456789")
        #expect(third.rest == 4)
        #expect(third.trailers == [FormField(name: "X-T", value: "v"), FormField(name: "Y", value: "")])
    }

    @Test("What is broken is refused", arguments: refused)
    func refuses(text: String, refusal: RequestRefusal) {
        #expect(throws: refusal) { try Self.decode([Array(text.utf8)]) }
    }

    @Test("Split at every offset, the outcome is the same")
    func splitting() {
        for text in Self.good + Self.refused.map(\.0) {
            let bytes = Array(text.utf8)
            let whole = Self.outcome([bytes])
            for offset in 0...bytes.count {
                #expect(
                    Self.outcome([Array(bytes[..<offset]), Array(bytes[offset...])]) == whole,
                    "\(text.debugDescription) at \(offset)")
            }
            #expect(Self.outcome(bytes.map { [$0] }) == whole)
        }
    }

    @Test("Extensions and trailers have bounds over the whole body")
    func bounds() {
        let limits = ChunkedDecoder.Limits(extensionBytes: 10, trailerBytes: 20)
        let bomb = Array(String(repeating: "1;abcd\r\nx\r\n", count: 4).utf8)
        #expect(throws: RequestRefusal.chunkExtensionsTooLong) { try Self.decode([bomb], limits: limits) }
        let trailers = Array("0\r\nX: \(String(repeating: "a", count: 30))\r\n\r\n".utf8)
        #expect(throws: RequestRefusal.trailersTooLarge) { try Self.decode([trailers], limits: limits) }
    }

    @Test("What is encoded comes back, with trailers", arguments: [[], [0], [1, 2, 300], [65_536, 1]])
    func roundTrip(sizes: [Int]) throws {
        let pieces = sizes.map { [UInt8](repeating: UInt8(ascii: "x"), count: $0) }
        var encoded: [UInt8] = []
        for piece in pieces { ChunkedEncoder.append(piece, to: &encoded) }
        ChunkedEncoder.appendEnd(
            trailers: [FormField(name: "A", value: "b\r\nc"), FormField(name: "b d", value: "")], to: &encoded)
        let decoded = try #require(try Self.decode([encoded]))
        #expect(decoded.body.utf8.count == sizes.reduce(0, +))
        #expect(decoded.trailers == [FormField(name: "A", value: "b  c")])
    }

    @Test("No more than the capacity is taken")
    func capacity() throws {
        var decoder = try BodyDecoder(.chunked, limit: 100)
        let input = Array("5\r\nhello\r\n0\r\n\r\n".utf8)
        var body: [UInt8] = []
        let used = try decoder.decode(input.span, into: &body, capacity: 2)
        #expect((used, body.count) == (5, 2))
        #expect(try decoder.decode(input.span.extracting(used..<input.count), into: &body) == input.count - used)
        #expect(decoder.isFinished)
    }

    @Test("A body above the limit is refused, a declared one at once")
    func tooLarge() throws {
        #expect(throws: RequestRefusal.bodyTooLarge) { try BodyDecoder(.length(11), limit: 10) }
        var decoder = try BodyDecoder(.chunked, limit: 3)
        var body: [UInt8] = []
        let input = Array("2\r\nab\r\n2\r\ncd\r\n".utf8)
        #expect(throws: RequestRefusal.bodyTooLarge) { try decoder.decode(input.span, into: &body) }
    }
}
