import FoundationEssentials

/// One setting as `satchel config` shows it.
struct SettingSource: Sendable {
    let name: String
    /// What may be shown of its value.
    let shown: String
    /// `environment` or `.env`; `nil` where it is not set.
    let place: String?
}

extension Settings {
    /// AWS's own settings that this program reads, beside those of ``SettingNames``.
    private static let amazon = [
        "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_REGION", "AWS_DEFAULT_REGION", "AWS_PROFILE",
        "AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL", "AWS_ROLE_ARN", "AWS_WEB_IDENTITY_TOKEN_FILE", "AWS_LAMBDA_RUNTIME_API",
        "AWS_LWA_PORT",
    ]

    /// All settings, in the order of their names' list.
    var sources: [SettingSource] {
        let file = DotEnv(directory: directory).variables
        return (SettingNames.all + Self.amazon).map { name in
            let value = variables[name]
            // Both may have it: then the environment's is the one that counts.
            let isFromFile = file[name] != nil && file[name] == value && ProcessInfo.processInfo.environment[name] == nil
            return SettingSource(
                name: name, shown: value.map { Self.shown(name, $0) } ?? "-",
                place: value == nil ? nil : isFromFile ? ".env" : "environment")
        }
    }

    /// A secret's length and nothing else; of an address with a password in it, what stands around that.
    static func shown(_ name: String, _ value: String) -> String {
        let secrets = ["SECRET", "PASSWORD", "TOKEN", "PRIVATE"]
        let isPath = name.hasSuffix("_FILE") || name.hasSuffix("_URL") || name.hasSuffix("_TEMPLATE")
        let isSecret = secrets.contains { name.contains($0) } && !isPath && Int(value) == nil
        if isSecret { return "(hidden, \(value.count) characters)" }
        guard let at = value.firstIndex(of: "@"), let start = value.firstRange(of: "://")?.upperBound, start < at,
            let colon = value[start..<at].firstIndex(of: ":")
        else { return value }
        return value[...colon] + "(hidden)" + value[at...]
    }
}
