import HTTP

/// An answer of the runtime API, read off the connection.
struct RuntimeReply: Sendable {
    let status: Int
    private let fields: [FormField]
    let body: [UInt8]
    /// Whether another call may follow on the connection.
    let keepsAlive: Bool

    /// The value of a field; `name` in lower case.
    subscript(name: String) -> String? { fields.first { $0.name == name }?.value }

    /// Why bytes are no answer.
    enum Malformed: Error {
        /// The connection ended; `afterBytes` tells how much of the answer was there.
        case cut(afterBytes: Int)
        case head, length, chunks
    }

    private static let maximumHead = 64 << 10

    /// - Parameter receive: the next bytes; none where the connection has ended.
    init(_ receive: () throws -> [UInt8]) throws {
        var bytes: [UInt8] = []
        var searched = 0
        var end: Int?
        while end == nil {
            let more = try receive()
            guard !more.isEmpty else { throw Malformed.cut(afterBytes: bytes.count) }
            bytes += more
            end = Self.endOfHead(bytes, from: searched)
            searched = max(0, bytes.count - 3)
            guard end ?? bytes.count <= Self.maximumHead else { throw Malformed.head }
        }
        let head = bytes[..<(end ?? 0)]
        let rest = Array(bytes[(end ?? 0)...])
        (status, fields) = try Self.parse(String(decoding: head, as: UTF8.self))
        let fields = fields
        func value(_ name: String) -> String? { fields.first { $0.name == name }?.value.lowercased() }
        keepsAlive = value("connection") != "close"
        if value("transfer-encoding") == "chunked" {
            body = try Self.chunked(rest, receive)
        } else {
            guard let length = Int(value("content-length") ?? "0"), length >= 0 else { throw Malformed.length }
            body = try Self.counted(rest, length, receive)
        }
    }

    private static func endOfHead(_ bytes: [UInt8], from start: Int) -> Int? {
        guard bytes.count >= 4 else { return nil }
        for index in start..<(bytes.count - 3)
        where bytes[index] == 13 && bytes[index + 1] == 10 && bytes[index + 2] == 13 && bytes[index + 3] == 10 {
            return index + 4
        }
        return nil
    }

    private static func parse(_ head: String) throws -> (Int, [FormField]) {
        let lines = head.split(separator: "\r\n", omittingEmptySubsequences: true)
        let words = lines.first?.split(separator: " ", maxSplits: 2) ?? []
        guard words.count >= 2, words[0].hasPrefix("HTTP/1."), let status = Int(words[1]) else { throw Malformed.head }
        let fields = try lines.dropFirst().map { line in
            guard let colon = line.utf8.firstIndex(of: UInt8(ascii: ":")) else { throw Malformed.head }
            let value = line[line.index(after: colon)...].drop { $0 == " " || $0 == "\t" }
            return FormField(name: line[..<colon].lowercased(), value: String(value))
        }
        return (status, fields)
    }

    private static func counted(_ start: [UInt8], _ length: Int, _ receive: () throws -> [UInt8]) throws -> [UInt8] {
        var body = start
        body.reserveCapacity(min(length, 16 << 20))
        while body.count < length {
            let more = try receive()
            guard !more.isEmpty else { throw Malformed.cut(afterBytes: body.count) }
            body += more
        }
        // Nothing was asked after this: what follows would be an answer to nothing.
        guard body.count == length else { throw Malformed.length }
        return body
    }

    private static func chunked(_ start: [UInt8], _ receive: () throws -> [UInt8]) throws -> [UInt8] {
        var decoder = ChunkedDecoder()
        var body: [UInt8] = []
        var input = start
        while true {
            do {
                _ = try decoder.decode(input.span, into: &body)
            } catch {
                throw Malformed.chunks
            }
            if decoder.isFinished { return body }
            input = try receive()
            guard !input.isEmpty else { throw Malformed.cut(afterBytes: body.count) }
        }
    }
}
