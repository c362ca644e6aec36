/// A request in the one spelling that both sides hash (SigV4, step 1).
struct CanonicalRequest: Sendable {
    let text: String
    let signedHeaders: String

    /// - Parameters:
    ///   - path: decoded, with its leading slash.
    ///   - query: decoded names and values.
    ///   - payloadHash: the SHA-256 of the body in hexadecimal, or `UNSIGNED-PAYLOAD`.
    init(method: String, path: String, query: [(String, String)], headers: [(String, String)], payloadHash: String) {
        let headers =
            headers
            .map { (name: $0.0.lowercased(), value: Self.trimmed($0.1)) }
            .sorted { $0.name < $1.name }
        signedHeaders = headers.map(\.name).joined(separator: ";")
        text = """
            \(method)
            \(PercentEncoding.path(path))
            \(PercentEncoding.query(query))
            \(headers.map { "\($0.name):\($0.value)\n" }.joined())
            \(signedHeaders)
            \(payloadHash)
            """
    }

    private static func trimmed(_ value: String) -> String {
        value.split(separator: " ", omittingEmptySubsequences: true).joined(separator: " ")
    }
}
