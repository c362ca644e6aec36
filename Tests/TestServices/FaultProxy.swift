import Foundation

#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

/// `Tests/Services/faults.py` before an S3 server: what can go wrong goes wrong, by rule.
public struct FaultProxy: Sendable {
    /// A request that passed by.
    public struct Entry: Sendable, Decodable {
        /// The method.
        public let method: String
        /// Path and query.
        public let target: String
        /// The fault that was done to it.
        public let fault: String
        /// How often it was passed on.
        public let passed: Int
        /// The server's answer.
        public let status: Int?
        /// Whether its connection was closed after the answer.
        public let closed: Bool?
    }

    private let service: Service

    /// A proxy before the shared S3 server.
    public init() async throws {
        service = try await Service("faults.py", "--upstream", try await S3Service.shared.service().url)
    }

    /// Where the proxy listens.
    public var url: String { get throws { try service.url } }

    /// Replaces the rules: a JSON list, as `faults.py --help` tells.
    public func rules(_ json: String) async throws {
        var request = URLRequest(url: try control("/rules"))
        request.httpMethod = "PUT"
        request.httpBody = Data(json.utf8)
        _ = try await send(request)
    }

    /// What passed by since the start.
    public func log() async throws -> [Entry] {
        try JSONDecoder().decode([Entry].self, from: try await send(URLRequest(url: try control("/log"))))
    }

    private func control(_ path: String) throws -> URL {
        guard let url = URL(string: try service.fact("CONTROL") + path) else { throw URLError(.badURL) }
        return url
    }

    private func send(_ request: URLRequest) async throws -> Data {
        try await URLSession.shared.data(for: request).0
    }
}
