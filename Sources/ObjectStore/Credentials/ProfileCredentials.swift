import Blocking
import FoundationEssentials
import Glibc
import HTTPCalls

/// What a profile holds: keys, the name of a program that prints them, or a web identity.
struct ProfileCredentials: CredentialSource {
    let profile: Profile?
    let environment: [String: String]
    let region: String
    let client: HTTPClient

    func load() async throws(StoreError) -> Credentials? {
        guard let profile else { return nil }
        if let id = profile["aws_access_key_id"], let secret = profile["aws_secret_access_key"] {
            return Credentials(accessKeyID: id, secretAccessKey: secret, sessionToken: profile["aws_session_token"])
        }
        if let role = profile["role_arn"], let token = profile["web_identity_token_file"] {
            var environment = environment
            environment["AWS_ROLE_ARN"] = role
            environment["AWS_WEB_IDENTITY_TOKEN_FILE"] = token
            environment["AWS_ROLE_SESSION_NAME"] = profile["role_session_name"]
            return try await WebIdentityCredentials(environment: environment, region: region, client: client).load()
        }
        if let command = profile["credential_process"] { return try await run(command) }
        for setting in ["role_arn", "sso_session", "sso_start_url"] where profile[setting] != nil {
            throw StoreError(
                .noCredentials,
                "The profile \(profile.name) uses \(setting), which is not supported here. Use credential_process = "
                    + "aws configure export-credentials --profile \(profile.name) in a profile of its own.")
        }
        return nil
    }

    /// "Sourcing credentials with an external process", AWS SDKs and tools reference guide.
    private func run(_ command: String) async throws(StoreError) -> Credentials {
        let output = try await BlockingQueue(label: "satchel.credential-process", width: 1).runStore { () throws(StoreError) in
            guard let pipe = popen(command, "r") else { throw StoreError(.noCredentials, "credential_process can't be run.") }
            var output: [UInt8] = []
            while case let byte = getc(pipe), byte != EOF { output.append(UInt8(truncatingIfNeeded: byte)) }
            guard pclose(pipe) == 0 else { throw StoreError(.noCredentials, "credential_process failed: \(command)") }
            return output
        }
        return try CredentialDocument.read(output, from: "credential_process")
    }
}
