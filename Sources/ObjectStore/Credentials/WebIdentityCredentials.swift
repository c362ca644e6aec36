import FoundationEssentials
import HTTPCalls

/// A token in a file (EKS, GitHub and others) changed into keys by STS (`AssumeRoleWithWebIdentity`, AWS STS API reference).
struct WebIdentityCredentials: CredentialSource {
    let environment: [String: String]
    let region: String
    let client: HTTPClient

    func load() async throws(StoreError) -> Credentials? {
        guard let path = value("AWS_WEB_IDENTITY_TOKEN_FILE"), let role = value("AWS_ROLE_ARN") else { return nil }
        guard let bytes = FileManager.default.contents(atPath: path) else {
            throw StoreError(.noCredentials, "AWS_WEB_IDENTITY_TOKEN_FILE names \(path), which can't be read.")
        }
        let token = Substring(String(decoding: bytes, as: UTF8.self)).trimmed
        let form = PercentEncoding.query([
            ("Action", "AssumeRoleWithWebIdentity"), ("Version", "2011-06-15"), ("RoleArn", role),
            ("RoleSessionName", value("AWS_ROLE_SESSION_NAME") ?? "satchel"), ("WebIdentityToken", token),
        ])
        let call = HTTPCall(
            method: .post, url: endpoint, headers: [(name: "Content-Type", value: "application/x-www-form-urlencoded")],
            body: Array(form.utf8), timeout: 10)
        return try Self.read(try await client.fetch(call, from: "STS"))
    }

    static func read(_ body: [UInt8]) throws(StoreError) -> Credentials {
        let path = "AssumeRoleWithWebIdentityResponse/AssumeRoleWithWebIdentityResult/Credentials/"
        let leaves = XMLLeaves.parse(body) ?? []
        func text(_ name: String) -> String? { leaves.first { $0.path == path + name }?.text }
        guard let id = text("AccessKeyId"), let secret = text("SecretAccessKey") else {
            throw StoreError(.noCredentials, "STS did not answer with credentials.")
        }
        return Credentials(
            accessKeyID: id, secretAccessKey: secret, sessionToken: text("SessionToken"),
            expiration: try text("Expiration").map { (time) throws(StoreError) in
                try CredentialDocument.seconds(time, from: "STS")
            })
    }

    private var endpoint: String {
        let url = value("AWS_ENDPOINT_URL_STS") ?? "https://sts.\(region).amazonaws.com\(region.hasPrefix("cn-") ? ".cn" : "")"
        return url.hasSuffix("/") ? url : url + "/"
    }

    private func value(_ name: String) -> String? { environment[name].flatMap { $0.isEmpty ? nil : $0 } }
}
