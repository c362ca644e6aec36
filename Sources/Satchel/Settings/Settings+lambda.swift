import FoundationEssentials

extension Settings {
    /// Where the Lambda Web Adapter is put, as an extension of the function (its guide, "Docker images").
    private static let adapter = "/opt/extensions/lambda-adapter"

    /// In Lambda a site is nobody's laptop: production, and log lines as JSON, unless the settings say otherwise.
    mutating func takeLambdasDefaults() {
        guard let api = variables["AWS_LAMBDA_RUNTIME_API"], !api.isEmpty else { return }
        mode = .production
        logFormat = .json
        if !isBehindAdapter { lambdaAPI = api }
    }

    /// The adapter speaks to `AWS_LWA_PORT`, else to `PORT`, else to 8080 (its guide, "Environment variables").
    mutating func takeAdaptersPort() {
        guard isBehindAdapter else { return }
        if let text = variables["AWS_LWA_PORT"], !text.isEmpty {
            if let number = UInt16(text) {
                port = Int(number)
            } else {
                add(SettingsProblem("AWS_LWA_PORT is “\(text)”: it must be a number from 0 to 65535."))
            }
        } else if (variables["PORT"] ?? "").isEmpty {
            port = 8080
        }
    }

    private var isBehindAdapter: Bool {
        guard variables["AWS_LAMBDA_RUNTIME_API"] != nil else { return false }
        return variables["AWS_LWA_PORT"] != nil || FileManager.default.fileExists(atPath: Self.adapter)
    }
}
