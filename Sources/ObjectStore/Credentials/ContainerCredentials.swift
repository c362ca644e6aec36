import FoundationEssentials
import HTTPCalls

/// The endpoint that ECS, EKS Pod Identity and Greengrass give a container ("Container credential provider", AWS SDKs guide).
struct ContainerCredentials: CredentialSource {
    let environment: [String: String]
    let client: HTTPClient

    private static let place = "The container's credentials endpoint"

    func load() async throws(StoreError) -> Credentials? {
        guard let url = try endpoint() else { return nil }
        var call = HTTPCall(method: .get, url: url, connectTimeout: 2, timeout: 5, bypassesProxy: true)
        if let token = try token() { call.headers.append((name: "Authorization", value: token)) }
        return try CredentialDocument.read(try await client.fetch(call, from: Self.place), from: Self.place)
    }

    private func endpoint() throws(StoreError) -> String? {
        if let path = value("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI") { return "http://169.254.170.2\(path)" }
        guard let url = value("AWS_CONTAINER_CREDENTIALS_FULL_URI") else { return nil }
        guard Self.isAllowed(url) else {
            throw StoreError(
                .noCredentials,
                "AWS_CONTAINER_CREDENTIALS_FULL_URI must be https, or http to this machine or a container service's address.")
        }
        return url
    }

    /// Where credentials may come from without TLS: only from addresses that do not leave the machine.
    static func isAllowed(_ url: String) -> Bool {
        if url.lowercased().hasPrefix("https://") { return true }
        guard url.lowercased().hasPrefix("http://") else { return false }
        let authority = url.dropFirst(7).prefix { !"/?#".contains($0) }
        if authority.contains("@") { return false }
        let host = authority.first == "[" ? authority.prefix { $0 != "]" } + "]" : authority.prefix { $0 != ":" }
        if ["localhost", "[::1]", "169.254.170.2", "169.254.170.23", "[fd00:ec2::23]"].contains(host.lowercased()) {
            return true
        }
        let numbers = host.split(separator: ".", omittingEmptySubsequences: false).map { UInt8($0) }
        return numbers.count == 4 && numbers[0] == 127 && !numbers.contains(nil)
    }

    private func token() throws(StoreError) -> String? {
        guard let path = value("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE") else {
            return value("AWS_CONTAINER_AUTHORIZATION_TOKEN")
        }
        guard let bytes = FileManager.default.contents(atPath: path) else {
            throw StoreError(.noCredentials, "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE names \(path), which can't be read.")
        }
        return Substring(String(decoding: bytes, as: UTF8.self)).trimmed
    }

    private func value(_ name: String) -> String? { environment[name].flatMap { $0.isEmpty ? nil : $0 } }
}
