/// Where a bucket answers: scheme, host and the path before the key.
struct S3Endpoint: Sendable, Hashable {
    let scheme: String
    /// With the port where it is not the scheme's own: as the `Host` header has it.
    let host: String
    /// Without a slash at its end.
    let basePath: String

    /// The endpoint of a bucket: AWS's own, or another store's.
    init(bucket: String, region: String, url: String?, addressing: S3Configuration.Addressing) throws(StoreError) {
        let base = try url.map(Self.parse) ?? Self.aws(region: region)
        let isVirtual =
            switch addressing {
            case .path: false
            case .virtualHost: true
            // A dot in the name would not fit the certificate's `*.s3.…`.
            case .automatic: url == nil && !bucket.contains(".")
            }
        scheme = base.scheme
        host = isVirtual ? "\(bucket).\(base.host)" : base.host
        basePath = base.path + (isVirtual ? "" : "/\(bucket)")
    }

    /// The decoded path of a key; of the bucket itself where there is none.
    func path(_ key: String?) -> String {
        if let key { return "\(basePath)/\(key)" }
        return basePath.isEmpty ? "/" : basePath
    }

    func url(path: String, query: [(String, String)]) -> String {
        let address = "\(scheme)://\(host)\(PercentEncoding.path(path))"
        return query.isEmpty ? address : "\(address)?\(PercentEncoding.query(query))"
    }

    private static func aws(region: String) -> (scheme: String, host: String, path: String) {
        ("https", "s3.\(region).amazonaws.com\(region.hasPrefix("cn-") ? ".cn" : "")", "")
    }

    private static func parse(_ url: String) throws(StoreError) -> (scheme: String, host: String, path: String) {
        let wrong = StoreError(
            .unsupported, "The endpoint \(url) is not of the form https://host, http://host:port or https://host/path.")
        guard let colon = url.firstIndex(of: ":"), url[colon...].hasPrefix("://") else { throw wrong }
        let scheme = url[..<colon].lowercased()
        let rest = url[url.index(colon, offsetBy: 3)...]
        let slash = rest.firstIndex(of: "/") ?? rest.endIndex
        var host = rest[..<slash].lowercased()
        guard scheme == "https" || scheme == "http", !host.isEmpty, !host.contains("@"), !rest.contains("?") else { throw wrong }
        let standardPort = scheme == "https" ? ":443" : ":80"
        if host.hasSuffix(standardPort) { host.removeLast(standardPort.count) }
        var path = rest[slash...]
        while path.hasSuffix("/") { path.removeLast() }
        return (scheme, host, String(path))
    }
}
