import HTTP
import HTTPTypes
import Satchel

/// Reads an answer whose chunked body goes on (RFC 9112 section 7.1).
enum LiveStream {
    static func read(from socket: ClientSocket, _ take: ([UInt8]) -> Void) throws -> RawAnswer {
        var bytes: [UInt8] = []
        while bytes[...].firstRange(ofBytes: "\r\n\r\n") == nil {
            guard let more = try socket.read() else {
                throw TestFailure("the server closed the connection before the headers' end")
            }
            bytes += more
        }
        guard let end = bytes[...].firstRange(ofBytes: "\r\n\r\n") else { throw TestFailure("no headers") }
        let (status, headers) = try LiveAnswer.head(bytes[..<end.lowerBound])
        let answer = RawAnswer(status: status, headers: headers, body: [])
        guard headers[.transferEncoding] == "chunked" else { return answer }
        try chunks(Array(bytes[end.upperBound...]), socket, take)
        return answer
    }

    private static func chunks(_ first: [UInt8], _ socket: ClientSocket, _ take: ([UInt8]) -> Void) throws {
        var decoder = ChunkedDecoder()
        var bytes: [UInt8]? = first
        while let some = bytes, !decoder.isFinished {
            var content: [UInt8] = []
            _ = try decoder.decode(some.span, into: &content)
            if !content.isEmpty { take(content) }
            if !decoder.isFinished { bytes = try socket.read() }
        }
    }
}
