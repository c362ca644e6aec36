/// One request to the runtime API.
struct RuntimeCall: Sendable {
    var path: String
    /// `nil` for GET.
    var content: [UInt8]?
    var fields: [(name: String, value: String)] = []

    var body: [UInt8] { content ?? [] }

    /// The request's head; its values are ours or the API's own, and a line's end in them would be one too many.
    func head(isChunked: Bool) -> [UInt8] {
        let isPost = content != nil || isChunked
        var lines = "\(isPost ? "POST" : "GET") /2018-06-01/runtime/\(path) HTTP/1.1\r\nHost: lambda\r\nUser-Agent: satchel\r\n"
        for (name, value) in fields { lines += "\(name): \(value.filter { !$0.isNewline })\r\n" }
        if isChunked {
            lines += "Transfer-Encoding: chunked\r\n"
        } else if isPost {
            lines += "Content-Length: \(body.count)\r\n"
        }
        return Array((lines + "\r\n").utf8)
    }
}
