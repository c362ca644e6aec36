/// The head of one part of `multipart/form-data` (RFC 7578 section 4).
public struct MultipartPart: Sendable, Hashable {
    /// The field's name.
    public let name: String
    /// The file's name as the client calls it, path and all; never to be used as a path. `nil` for a plain field.
    public let filename: String?
    /// `text/plain` where the part does not say.
    public let contentType: String

    /// Reads the lines between a delimiter and the empty line.
    init(head: ArraySlice<UInt8>, index: Int) throws(FormError) {
        guard let text = String(validating: head, as: UTF8.self), !head.contains(0) else { throw .badEncoding(field: index) }
        var disposition: [Substring]?
        var contentType = "text/plain"
        for line in text.split(separator: "\r\n", omittingEmptySubsequences: true) {
            guard let colon = line.utf8.firstIndex(of: .colon) else { throw .malformed("a part has a header without colon") }
            let value = line[line.utf8.index(after: colon)...].trimmingBlanks
            if line[..<colon].isEqualIgnoringCase("content-disposition") {
                disposition = QuotedList.split(String(value), at: ";")
            } else if line[..<colon].isEqualIgnoringCase("content-type") {
                contentType = String(value)
            }
        }
        guard let disposition, disposition.first?.isEqualIgnoringCase("form-data") == true else {
            throw .malformed("a part is not form-data")
        }
        let parameters = disposition.dropFirst().compactMap { Self.parameter($0) }
        guard let name = parameters.first(where: { $0.name == "name" })?.value else { throw .malformed("a part has no name") }
        self.name = name
        filename = parameters.first { $0.name == "filename" }?.value
        self.contentType = contentType
    }

    /// Browsers escape a quote, CR and LF as `%22`, `%0D`, `%0A` and nothing else (HTML, "multipart/form-data encoding
    /// algorithm"); a back-slash is text unless it stands before a quote or another one.
    private static func parameter(_ piece: Substring) -> (name: String, value: String)? {
        guard let equals = piece.utf8.firstIndex(of: UInt8(ascii: "=")) else { return nil }
        let name = piece[..<equals].trimmingBlanks.lowercased()
        let value = piece[piece.utf8.index(after: equals)...].trimmingBlanks
        return (name, value.betweenQuotes.map { unescape(Array($0.utf8)) } ?? String(value))
    }

    private static func unescape(_ bytes: [UInt8]) -> String {
        var result: [UInt8] = []
        var index = 0
        while index < bytes.count {
            let rest = bytes[index...]
            if let escape = escapes.first(where: { rest.starts(with: $0.escaped) }) {
                result.append(escape.byte)
                index += escape.escaped.count
            } else {
                result.append(bytes[index])
                index += 1
            }
        }
        return String(decoding: result, as: UTF8.self)
    }

    private static let escapes: [(escaped: [UInt8], byte: UInt8)] = [
        (Array("%22".utf8), UInt8(ascii: "\"")), (Array("%0D".utf8), .cr), (Array("%0A".utf8), .lf),
        (Array("\\\"".utf8), UInt8(ascii: "\"")), (Array("\\\\".utf8), UInt8(ascii: "\\")),
    ]
}
