import Secrets

/// An entity tag exactly as the store gave it, quotes included (RFC 9110 section 8.8.3).
public struct ETag: Sendable, Hashable, CustomStringConvertible {
    /// The tag with its quotes.
    public let rawValue: String
    /// A tag as it stands in the header.
    public init(_ rawValue: String) { self.rawValue = rawValue }
    /// The tag with its quotes.
    public var description: String { rawValue }
}

extension ETag {
    /// What S3 gives an object that was uploaded in one part without a KMS key: its MD5, quoted.
    static func md5(of bytes: [UInt8]) -> ETag { ETag("\"\(Digest.hex(Digest.md5(bytes)))\"") }

    /// The MD5 that this tag may be: 32 hexadecimal digits, and no `-N` of an upload in parts.
    var md5: [UInt8]? {
        let digits = rawValue.drop { $0 == "\"" }.prefix { $0 != "\"" }
        return digits.utf8.count == 32 ? Hex.decode(digits) : nil
    }
}
