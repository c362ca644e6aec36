import HTTPCalls

/// The role of an EC2 instance, by version 2 of the instance metadata service (a token first, then the role, then its keys).
struct InstanceCredentials: CredentialSource {
    let environment: [String: String]
    let client: HTTPClient

    private static let place = "The instance metadata service"
    private static let roles = "/latest/meta-data/iam/security-credentials/"

    func load() async throws(StoreError) -> Credentials? {
        if environment["AWS_EC2_METADATA_DISABLED"]?.lowercased() == "true" { return nil }
        guard let token = await token() else { return nil }
        let names = try await client.fetch(call(.get, Self.roles, token), from: Self.place)
        guard let role = String(decoding: names, as: UTF8.self).split(whereSeparator: \.isNewline).first else { return nil }
        let keys = try await client.fetch(call(.get, Self.roles + role, token), from: Self.place)
        return try CredentialDocument.read(keys, from: Self.place)
    }

    /// `nil` where nobody answers: this machine is no instance. One try, and not for long.
    private func token() async -> String? {
        var request = call(.put, "/latest/api/token", nil)
        request.headers.append((name: "x-aws-ec2-metadata-token-ttl-seconds", value: "21600"))
        return (try? await client.fetch(request, from: Self.place, attempts: 1)).map { String(decoding: $0, as: UTF8.self) }
    }

    private func call(_ method: HTTPCall.Method, _ path: String, _ token: String?) -> HTTPCall {
        var base = environment["AWS_EC2_METADATA_SERVICE_ENDPOINT"] ?? ""
        if base.isEmpty { base = "http://169.254.169.254" }
        if base.hasSuffix("/") { base.removeLast() }
        let headers = token.map { [(name: "x-aws-ec2-metadata-token", value: $0)] } ?? []
        return HTTPCall(
            method: method, url: base + path, headers: headers, connectTimeout: 1, timeout: 2, bypassesProxy: true)
    }
}
