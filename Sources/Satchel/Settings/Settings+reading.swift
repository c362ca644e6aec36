import Accounts
import Configuration
import FoundationEssentials
import Lambda
import Logging
import Web

extension Settings {
    /// The settings of this process: its environment first, then `.env` in the working directory.
    public static func load() -> Settings {
        let directory = FileManager.default.currentDirectoryPath
        return Settings(environment: ProcessInfo.processInfo.environment, directory: directory)
    }

    /// The settings of an environment and of the `.env` of a folder.
    ///
    /// - Parameters:
    ///   - environment: what takes precedence over the file.
    ///   - directory: where `.env` is looked for.
    public init(environment: [String: String], directory: String) {
        let file = DotEnv(directory: directory)
        let reader = ConfigReader(providers: [
            EnvironmentVariablesProvider(environmentVariables: environment, secretsSpecifier: .specific(["SECRET_KEY"])),
            EnvironmentVariablesProvider(environmentVariables: file.variables, secretsSpecifier: .specific(["SECRET_KEY"])),
        ])
        self.directory = directory
        variables = file.variables.merging(environment) { _, first in first }
        linesOfFile = file.lines.filter { environment[$0.key] == nil }
        problems = file.problems
        for problem in SettingNames.misspelt(environment: environment, file: file.variables) { add(problem) }
        takeLambdasDefaults()
        read(reader)
        takeAdaptersPort()
    }

    private mutating func read(_ reader: ConfigReader) {
        take(reader.text("satchel.env"), "SATCHEL_ENV", "development or production", into: \.mode) { text in
            ["development": .development, "production": .production][text]
        }
        appName = reader.text("user.app.name") ?? appName
        take(reader.text("host"), "HOST", "an address or a host name", into: \.host) { $0 }
        take(reader.text("port"), "PORT", "a number from 0 to 65535", into: \.port) { text in
            Int(text).flatMap { (0...65535).contains($0) ? $0 : nil }
        }
        take(reader.text("log.level"), "LOG_LEVEL", Logger.Level.allCases.map(\.rawValue).listed, into: \.logLevel) {
            Logger.Level(rawValue: $0.lowercased())
        }
        take(reader.text("log.format"), "LOG_FORMAT", LogFormat.allCases.map(\.rawValue).listed, into: \.logFormat) {
            LogFormat(rawValue: $0.lowercased())
        }
        take(
            reader.text("satchel.invoke.mode"), "SATCHEL_INVOKE_MODE",
            LambdaRuntime.InvokeMode.allCases.map(\.rawValue).listed, into: \.invokeMode
        ) { LambdaRuntime.InvokeMode(rawValue: $0.lowercased()) }
        take(
            reader.text("satchel.metrics"), "SATCHEL_METRICS", "addresses and ranges like 10.0.0.0/8, or off",
            into: \.metricsReaders
        ) { text in
            if text == "off" { return [] }
            let ranges = text.cutAtCommas.map(AddressRange.init)
            return ranges.contains { $0 == nil } ? nil : ranges.compactMap(\.self)
        }
        take(
            reader.text("satchel.slow.request"), "SATCHEL_SLOW_REQUEST", "seconds like 1 or 0.25, or 0 for never",
            into: \.slowRequest
        ) { text -> Duration?? in
            guard let seconds = Double(text), seconds.isFinite, (0...86_400).contains(seconds) else { return nil }
            return .some(seconds == 0 ? nil : .seconds(seconds))
        }
        take(reader.text("satchel.openapi"), "SATCHEL_OPENAPI", "0 or 1", into: \.publishesAPI) { ["0": false, "1": true][$0] }
        templates = reader.text("satchel.templates")
        publicFiles = reader.text("satchel.public")
        take(reader.text("satchel.language"), "SATCHEL_LANGUAGE", "a language such as en or pt-BR", into: \.languages.default) {
            LanguageSettings.isTag($0) ? $0 : nil
        }
        take(
            reader.text("satchel.languages"), "SATCHEL_LANGUAGES", "languages such as en, de, pt-BR", into: \.languages.offered
        ) { text in
            let tags = text.cutAtCommas
            return tags.allSatisfy(LanguageSettings.isTag) ? tags : nil
        }
        take(reader.text("allowed.hosts"), "ALLOWED_HOSTS", "host names like example.org", into: \.allowedHosts) {
            SiteName.hosts($0.cutAtCommas)
        }
        take(reader.text("base.url"), "BASE_URL", "a URL without a path, like https://example.org", into: \.baseURL) {
            SiteName.baseURL($0).map(Optional.some)
        }
        take(
            reader.text("trusted.proxies"), "TRUSTED_PROXIES", "addresses, ranges like 10.0.0.0/8, or unix",
            into: \.trustedProxies
        ) {
            try? TrustedProxies($0.cutAtCommas)
        }
        take(reader.text("proxy.protocol"), "PROXY_PROTOCOL", "0 or 1", into: \.proxyProtocol) { ["0": false, "1": true][$0] }
        if proxyProtocol, trustedProxies == TrustedProxies() {
            add(SettingsProblem("PROXY_PROTOCOL is on without TRUSTED_PROXIES: name the proxies that speak it."))
        }
        secretKeys = reader.list("secret.key", isSecret: true)
        readTLS(reader)
        readDatabase(reader.text("database.url"))
        do {
            mail = try MailSettings { name in value(name).map(\.trimmingSpaces).flatMap { $0.isEmpty ? nil : $0 } }
        } catch {
            add(error)
        }
    }

    private mutating func readTLS(_ reader: ConfigReader) {
        tlsCertificates = reader.list("tls.cert")
        tlsKeys = reader.list("tls.key")
        if tlsCertificates.count != tlsKeys.count {
            add(
                SettingsProblem(
                    "TLS_CERT names \(tlsCertificates.count) files and TLS_KEY \(tlsKeys.count): each certificate needs its key.")
            )
        }
        take(reader.text("tls.redirect.port"), "TLS_REDIRECT_PORT", "a number from 0 to 65535", into: \.tlsRedirectPort) { text in
            Int(text).flatMap { (0...65535).contains($0) ? $0 : nil }
        }
        if tlsRedirectPort != nil, tlsCertificates.isEmpty {
            add(SettingsProblem("TLS_REDIRECT_PORT is set without TLS_CERT: there is no https to send visitors to."))
        }
        if tlsRedirectPort != nil, host.hasPrefix("/") {
            add(
                SettingsProblem("TLS_REDIRECT_PORT is set and HOST is a Unix socket: its redirect has no address to listen on."))
        }
    }

    private mutating func readDatabase(_ text: String?) {
        guard let text else { return }
        do {
            database = try DatabaseURL(text, environment: value)
        } catch {
            add(error)
        }
    }

    /// Sets a property from a text, or notes what is allowed where the text does not fit.
    private mutating func take<Value>(
        _ text: String?, _ name: String, _ allowed: String, into path: WritableKeyPath<Settings, Value>,
        _ convert: (String) -> Value?
    ) {
        guard let text else { return }
        if let value = convert(text) {
            self[keyPath: path] = value
        } else {
            add(SettingsProblem("\(name) is “\(text)”: it must be \(allowed)."))
        }
    }

    /// The accounts' part of the settings; what is wrong with it is noted, and its defaults stand in.
    mutating func accountSettings() -> AccountSettings {
        do {
            return try AccountSettings { name in
                value(name).map(\.trimmingSpaces).flatMap { $0.isEmpty ? nil : $0 }
            }
        } catch {
            add(SettingsProblem("\(error)"))
            return AccountSettings()
        }
    }
}

extension ConfigReader {
    /// A text without white space around it; an empty one is not set.
    fileprivate func text(_ key: ConfigKey, isSecret: Bool = false) -> String? {
        string(forKey: key, isSecret: isSecret).map(\.trimmingSpaces).flatMap { $0.isEmpty ? nil : $0 }
    }

    /// A text cut at its commas.
    fileprivate func list(_ key: ConfigKey, isSecret: Bool = false) -> [String] {
        text(key, isSecret: isSecret)?.cutAtCommas ?? []
    }
}

extension String {
    fileprivate var cutAtCommas: [String] {
        split(separator: ",").map(\.trimmingSpaces).filter { !$0.isEmpty }
    }
}
