public import Database

/// What an `s3sqlite:` URL points to.
///
/// - `s3sqlite://BUCKET/KEY?option=value&…`
/// - `s3sqlite:///KEY`, the bucket named by `S3SQLite_bucket` in the environment
/// - `s3sqlite:////tmp/…`: an absolute path below `/tmp` stays on this machine, as the first systems of this kind have it
public enum BucketLocation: Sendable, Hashable {
    /// An object in a bucket of an S3 store.
    case bucket(name: String, key: String, options: BucketOptions)
    /// A file of this machine, for trying.
    case local(path: String)

    /// Reads a URL. Throws a `DatabaseError` that names the part that is wrong.
    /// - Parameter environment: looks up a variable of the environment.
    public init(url: String, environment: (String) -> String?) throws(DatabaseError) {
        let scheme = "s3sqlite://"
        guard url.hasPrefix(scheme) else { throw Self.wrong("it does not start with \(scheme)") }
        let rest = url.dropFirst(scheme.count)
        let parts = rest.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        let place = parts[0]
        let options = try BucketOptions(query: parts.count > 1 ? Self.query(parts[1]) : [], environment: environment)
        guard let slash = place.firstIndex(of: "/") else { throw Self.wrong("the key is missing") }
        let path = place[place.index(after: slash)...]
        if place.hasPrefix("//") {
            self = try Self.localFile(String(path))
        } else {
            let bucket = slash == place.startIndex ? environment("S3SQLite_bucket") ?? "" : String(place[..<slash])
            guard !bucket.isEmpty else {
                throw Self.wrong("the bucket is missing: name it in the URL, or in the environment as S3SQLite_bucket")
            }
            guard let key = Self.decoded(path), !key.isEmpty else { throw Self.wrong("the key is missing or badly encoded") }
            self = .bucket(name: bucket, key: key, options: options)
        }
    }

    private static func localFile(_ path: String) throws(DatabaseError) -> BucketLocation {
        guard let path = decoded(path[...]), path.hasPrefix("/tmp/"), !path.split(separator: "/").contains("..") else {
            throw wrong("an absolute path is kept on this machine only below /tmp; a key starts without a slash")
        }
        return .local(path: path)
    }

    private static func query(_ text: Substring) throws(DatabaseError) -> [(name: String, value: String)] {
        var pairs: [(name: String, value: String)] = []
        for pair in text.split(separator: "&") {
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard let name = decoded(parts[0]), let value = decoded(parts.count > 1 ? parts[1] : "") else {
                throw wrong("\(pair) is badly encoded")
            }
            pairs.append((name, value))
        }
        return pairs
    }

    /// Percent-decoding (RFC 3986 section 2.1); `nil` for a broken escape or bytes that are not UTF-8.
    private static func decoded(_ text: Substring) -> String? {
        var bytes: [UInt8] = []
        var rest = text.utf8[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "%") else {
                bytes.append(byte)
                continue
            }
            guard rest.count >= 2, let value = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16) else {
                return nil
            }
            bytes.append(value)
            rest = rest.dropFirst(2)
        }
        return String(validating: bytes, as: UTF8.self)
    }

    private static func wrong(_ what: String) -> DatabaseError {
        DatabaseError(
            .other, "the database URL is not right: \(what). Its form is s3sqlite://BUCKET/KEY?option=value")
    }
}
