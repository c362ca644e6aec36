/// What a byte may be part of, by one look into a table (RFC 9110 section 5.6.2, RFC 3986 section 3).
struct ByteClass: OptionSet {
    let rawValue: UInt8

    /// `tchar`: methods and field names.
    static let token = ByteClass(rawValue: 1)
    /// Visible ASCII, space, tab and obs-text: field values.
    static let fieldValue = ByteClass(rawValue: 2)
    /// The path of a request target. Browsers leave some bytes unescaped that RFC 3986 would escape; only what could be read
    /// in two ways (a fragment, a quote, an angle bracket, a back-slash, space and controls, non-ASCII) is left out.
    static let path = ByteClass(rawValue: 4)
    /// As `path`, and the back-slash, which browsers send raw in a query.
    static let query = ByteClass(rawValue: 8)
    /// `uri-host [ ":" port ]`, the brackets of an IPv6 address included.
    static let host = ByteClass(rawValue: 16)
    /// `cookie-octet` (RFC 6265 section 4.1.1).
    static let cookie = ByteClass(rawValue: 32)
    /// `unreserved` (RFC 3986 section 2.3).
    static let unreserved = ByteClass(rawValue: 64)

    private static let table: [UInt8] = (0...255).map { classify(UInt8($0)).rawValue }

    static func of(_ byte: UInt8) -> ByteClass { ByteClass(rawValue: table[Int(byte)]) }

    /// For loops over many bytes: the table of 256 raw values.
    static func withTable<Result>(_ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result {
        table.withUnsafeBufferPointer(body)
    }

    private static func classify(_ byte: UInt8) -> ByteClass {
        var result: ByteClass = []
        let isAlphanumeric = byte.isASCIIDigit || byte.isASCIILetter
        let isVisible = byte > 0x20 && byte < 0x7F
        if isAlphanumeric || "!#$%&'*+-.^_`|~".utf8.contains(byte) { result.insert(.token) }
        if isVisible || byte == 0x20 || byte == 0x09 || byte >= 0x80 { result.insert(.fieldValue) }
        if isVisible, !"#\"<>\\".utf8.contains(byte) { result.insert(.path) }
        if isVisible, !"#\"<>".utf8.contains(byte) { result.insert(.query) }
        if isAlphanumeric || "-._~%!$&'()*+,;=:[]".utf8.contains(byte) { result.insert(.host) }
        if isVisible, !"\",;\\".utf8.contains(byte) { result.insert(.cookie) }
        if isAlphanumeric || "-._~".utf8.contains(byte) { result.insert(.unreserved) }
        return result
    }
}

extension UInt8 {
    static let cr = UInt8(ascii: "\r")
    static let lf = UInt8(ascii: "\n")
    static let space = UInt8(ascii: " ")
    static let tab = UInt8(ascii: "\t")
    static let colon = UInt8(ascii: ":")

    var isASCIIDigit: Bool { self >= 0x30 && self <= 0x39 }
    var isASCIILetter: Bool { (self | 0x20) >= 0x61 && (self | 0x20) <= 0x7A }
    var isBlank: Bool { self == .space || self == .tab }

    /// A to Z as a to z, all else as it is.
    var asciiLowercased: UInt8 { self >= 0x41 && self <= 0x5A ? self | 0x20 : self }

    /// The value of a hexadecimal digit.
    var hexValue: UInt8? {
        switch self {
        case 0x30...0x39: self - 0x30
        case 0x41...0x46: self - 0x41 + 10
        case 0x61...0x66: self - 0x61 + 10
        default: nil
        }
    }
}

extension StringProtocol {
    func isMade(of allowed: ByteClass) -> Bool { utf8.allSatisfy { ByteClass.of($0).contains(allowed) } }

    /// The pieces between bytes that are `separator`. (`split` on text compares characters: a separator that a combining mark follows
    /// is none to it, and one to everybody else who reads the field.)
    package func pieces(at separator: Unicode.Scalar, omittingEmpty: Bool = true) -> [Substring] {
        Substring(self).utf8.split(separator: UInt8(ascii: separator), omittingEmptySubsequences: omittingEmpty).map {
            Substring($0)
        }
    }

    /// Without spaces and tabs at both ends (OWS, RFC 9110 section 5.6.3).
    package var trimmingBlanks: Substring {
        var rest = Substring(self).utf8
        while let first = rest.first, first.isBlank { rest.removeFirst() }
        while let last = rest.last, last.isBlank { rest.removeLast() }
        return Substring(rest)
    }

    /// What stands between a quote at the start and another at the end; `nil` where there are none. By bytes: a mark that combines
    /// with a quote is one `Character` with it.
    package var betweenQuotes: Substring? {
        let (bytes, quote) = (Substring(self).utf8, UInt8(ascii: "\""))
        guard bytes.count >= 2, bytes.first == quote, bytes.last == quote else { return nil }
        return Substring(bytes.dropFirst().dropLast())
    }

    /// Equal when A to Z and a to z are the same.
    func isEqualIgnoringCase(_ other: some StringProtocol) -> Bool {
        utf8.elementsEqual(other.utf8) { $0.asciiLowercased == $1.asciiLowercased }
    }
}
