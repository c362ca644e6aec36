import HTTPTypes

/// What the header lines mean for the connection: gathered line by line, judged at the head's end.
struct HeadSemantics: Sendable {
    private var hasHost = false
    private var length: Int?
    private var transferCoding: RequestRefusal??
    private var says = ConnectionOptions()
    private var expectsContinue = false

    private struct ConnectionOptions: OptionSet {
        let rawValue: UInt8
        static let close = ConnectionOptions(rawValue: 1)
        static let keepAlive = ConnectionOptions(rawValue: 2)
    }

    mutating func note(name: Span<UInt8>, value: Span<UInt8>) throws(RequestRefusal) {
        switch name.count {
        case 4 where name.isLowercased("host"): try noteHost(value)
        case 6 where name.isLowercased("expect"):
            guard value.isLowercased("100-continue") else { throw .unknownExpectation }
            expectsContinue = true
        case 10 where name.isLowercased("connection"): noteConnection(value)
        case 14 where name.isLowercased("content-length"): try noteLength(value)
        case 17 where name.isLowercased("transfer-encoding"):
            guard transferCoding == nil else { throw .badTransferCoding }
            transferCoding = .some(Self.refusal(ofCoding: value))
        default: break
        }
    }

    private mutating func noteHost(_ value: Span<UInt8>) throws(RequestRefusal) {
        guard !hasHost else { throw .repeatedHost }
        guard HostField.isValid(value) else { throw .badHost }
        hasHost = true
    }

    private mutating func noteLength(_ value: Span<UInt8>) throws(RequestRefusal) {
        guard length == nil else { throw .repeatedContentLength }
        guard (1...18).contains(value.count) else { throw .badContentLength }
        var number = 0
        for index in value.indices {
            guard value[index].isASCIIDigit else { throw .badContentLength }
            number = number * 10 + Int(value[index] - 0x30)
        }
        length = number
    }

    private mutating func noteConnection(_ value: Span<UInt8>) {
        if value.isLowercased("keep-alive") {
            says.insert(.keepAlive)
        } else {
            for option in value.text.pieces(at: ",").map(\.trimmingBlanks) {
                if option.isEqualIgnoringCase("close") { says.insert(.close) }
                if option.isEqualIgnoringCase("keep-alive") { says.insert(.keepAlive) }
            }
        }
    }

    /// `nil` for `chunked` alone. A final coding other than chunked leaves the length unknown: 400; other codings: 501
    /// (RFC 9112 sections 6.1, 6.3).
    private static func refusal(ofCoding value: Span<UInt8>) -> RequestRefusal? {
        if value.isLowercased("chunked") { return nil }
        let codings = value.text.pieces(at: ",", omittingEmpty: false).map { $0.trimmingBlanks.lowercased() }
        guard codings.allSatisfy({ !$0.isEmpty && $0.isMade(of: .token) }) else { return .badTransferCoding }
        let isFramed = codings.last == "chunked" && !codings.dropLast().contains("chunked")
        return isFramed ? .unsupportedTransferCoding : .badTransferCoding
    }

    func head(_ line: RequestLine, fields raw: RawFields) throws(RequestRefusal) -> RequestHead {
        guard hasHost || line.version == .http10 else { throw .missingHost }
        let keepsAlive = line.version == .http11 ? !says.contains(.close) : says == .keepAlive
        return RequestHead(
            method: line.method, target: line.target, fields: fields(raw, authority: line.authority), version: line.version,
            framing: try framing(line.version), keepsAlive: keepsAlive,
            expectsContinue: expectsContinue && line.version == .http11)
    }

    private func framing(_ version: HTTPVersion) throws(RequestRefusal) -> RequestHead.Framing {
        if let transferCoding {
            guard length == nil else { throw .lengthAndChunked }
            guard version == .http11 else { throw .chunkedInHTTP10 }
            if let refusal = transferCoding { throw refusal }
            return .chunked
        }
        return length.map { $0 == 0 ? .none : .length($0) } ?? .none
    }

    /// The authority of absolute-form replaces `Host` (RFC 9112 section 3.2.2).
    private func fields(_ raw: RawFields, authority: String?) -> RequestFields {
        guard let authority, let host = HTTPField.Name("Host") else { return RequestFields(raw) }
        var fields = raw.fields
        fields[host] = authority
        return RequestFields(fields)
    }
}
