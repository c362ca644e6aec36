import Accounts

/// The names of all settings, to find the misspelt ones: a typo must not silently be the default.
enum SettingNames {
    /// Satchel's own.
    static let own = [
        "DATABASE_URL", "DATABASE_READ_URL", "SECRET_KEY", "HOST", "PORT", "SATCHEL_ENV", "SATCHEL_TEMPLATES", "SATCHEL_PUBLIC",
        "SATCHEL_MIGRATIONS", "SATCHEL_LANGUAGE", "SATCHEL_LANGUAGES",
        "LOG_LEVEL",
        "LOG_FORMAT", "TRUSTED_PROXIES", "ALLOWED_HOSTS", "BASE_URL", "S3SQLite_bucket",
        "TLS_CERT", "TLS_KEY", "TLS_REDIRECT_PORT", "PROXY_PROTOCOL",
        "SATCHEL_INVOKE_MODE", "SATCHEL_METRICS", "SATCHEL_OPENAPI", "SATCHEL_SLOW_REQUEST",
    ]

    static let all = own + MailSettings.names + AccountSettings.names

    /// What can only be meant as a setting of ours.
    private static let prefixes = ["USER_", "SATCHEL_", "S3SQLite_", "MAIL_"]

    /// `.env` is ours: there, an unknown name with one of our prefixes is refused, and so is one that is nearly a right one. The
    /// environment is everybody's: there, a name must have our prefix and be nearly right to be refused.
    static func misspelt(environment: [String: String], file: [String: String]) -> [SettingsProblem] {
        let inFile = file.keys.sorted().filter { !all.contains($0) }.compactMap { name in
            nearest(name).map { problem(name, $0) } ?? (hasPrefix(name) ? problem(name, nil) : nil)
        }
        let inEnvironment = environment.keys.sorted().filter { !all.contains($0) && hasPrefix($0) && file[$0] == nil }
        return inFile + inEnvironment.compactMap { name in nearest(name).map { problem(name, $0) } }
    }

    /// Names of the environment without our prefix that are nearly a setting which is not set: `DATABSE_URL`. They may be another
    /// program's, so they are only warned of. Short names and those that shells and systems set are left alone, but for those in `.env`:
    /// `PROT`.
    static func nearlyRight(_ variables: [String: String], linesOfFile: [String: Int] = [:]) -> [String] {
        variables.keys.sorted().compactMap { name in
            let line = linesOfFile[name]
            guard !all.contains(name), !hasPrefix(name), name.count >= 7 || line != nil,
                let right = name.count >= 7 ? nearest(name) : slip(name), variables[right] == nil,
                Spelling.distance(name.uppercased(), right.uppercased()) <= 2
            else { return nil }
            let place = line.map { "(.env:\($0)) is not" } ?? "is in the environment and is not"
            return "\(name) \(place) a setting. Did you mean \(right), which is not set?"
        }
    }

    /// The setting that a short name becomes by one letter, or by two that change places.
    private static func slip(_ name: String) -> String? { all.first { Spelling.distance(name.uppercased(), $0) == 1 } }

    private static func problem(_ name: String, _ right: String?) -> SettingsProblem {
        guard let right else { return SettingsProblem("\(name) is not a setting.") }
        return SettingsProblem("\(name) is not a setting. Did you mean \(right)?")
    }

    private static func hasPrefix(_ name: String) -> Bool {
        prefixes.contains { name.uppercased().hasPrefix($0.uppercased()) }
    }

    private static func nearest(_ name: String) -> String? {
        guard name.count >= 6 else { return nil }
        let upper = name.uppercased()
        let best = all.map { (name: $0, distance: Spelling.distance(upper, $0.uppercased())) }.min { $0.distance < $1.distance }
        return best.flatMap { $0.distance <= max(2, name.count / 6) ? $0.name : nil }
    }
}
