import HTTPTypes
import Satchel

/// Reads an answer that ends with its connection (RFC 9112 sections 4 to 7). Strict: what a server of ours may not send fails.
enum LiveAnswer {
    static func parse(_ bytes: [UInt8], isHead: Bool) throws -> RawAnswer {
        var rest = bytes[...]
        while true {
            guard let end = rest.firstRange(ofBytes: "\r\n\r\n") else {
                throw TestFailure("the server closed the connection after \(bytes.count) bytes, before the end of the headers")
            }
            let (status, headers) = try head(rest[..<end.lowerBound])
            rest = rest[end.upperBound...]
            if status.kind == .informational { continue }
            let hasBody = !isHead && status != .noContent && status != .notModified
            return RawAnswer(status: status, headers: headers, body: hasBody ? try body(rest, headers) : [])
        }
    }

    static func head(_ bytes: ArraySlice<UInt8>) throws -> (HTTPResponse.Status, HTTPFields) {
        let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\r\n", omittingEmptySubsequences: false)
        let parts = lines[0].split(separator: " ", maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.count >= 2, parts[0] == "HTTP/1.1", let code = Int(parts[1]) else {
            throw TestFailure("not a status line: \(lines[0])")
        }
        var headers = HTTPFields()
        for line in lines.dropFirst() {
            guard let colon = line.firstIndex(of: ":"), let name = HTTPField.Name(String(line[..<colon])) else {
                throw TestFailure("not a header line: \(line)")
            }
            headers.append(HTTPField(name: name, value: line[line.index(after: colon)...].trimmingSpaces))
        }
        return (HTTPResponse.Status(code: code, reasonPhrase: parts.count > 2 ? String(parts[2]) : ""), headers)
    }

    private static func body(_ bytes: ArraySlice<UInt8>, _ headers: HTTPFields) throws -> [UInt8] {
        if headers[.transferEncoding] == "chunked" { return try chunks(bytes) }
        guard let length = headers[.contentLength] else { return Array(bytes) }
        guard Int(length) == bytes.count else {
            throw TestFailure("Content-Length is \(length), but \(bytes.count) bytes came")
        }
        return Array(bytes)
    }

    private static func chunks(_ bytes: ArraySlice<UInt8>) throws -> [UInt8] {
        var rest = bytes
        var body: [UInt8] = []
        while let end = rest.firstRange(ofBytes: "\r\n") {
            let line = String(decoding: rest[..<end.lowerBound], as: UTF8.self).prefix { $0 != ";" }
            guard let size = Int(line, radix: 16) else { throw TestFailure("not a chunk size: \(line)") }
            rest = rest[end.upperBound...]
            if size == 0 { return body }
            guard rest.count >= size + 2 else { break }
            body += rest.prefix(size)
            rest = rest.dropFirst(size + 2)
        }
        throw TestFailure("the chunked body ended early, after \(body.count) bytes")
    }
}

extension ArraySlice<UInt8> {
    func firstRange(ofBytes mark: String) -> Range<Int>? {
        let mark = Array(mark.utf8)
        guard count >= mark.count else { return nil }
        for start in startIndex...(endIndex - mark.count) where self[start..<start + mark.count].elementsEqual(mark) {
            return start..<start + mark.count
        }
        return nil
    }
}
