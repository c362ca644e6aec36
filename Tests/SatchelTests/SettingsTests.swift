import HTTPServer
import Testing

@testable import Satchel

@Suite("Settings")
struct SettingsTests {
    private func settings(_ environment: [String: String], file: String? = nil) throws -> Settings {
        let folder = try TemporaryFolder()
        if let file { try folder.write(file, to: ".env") }
        return Settings(environment: environment, directory: folder.path)
    }

    @Test("without any setting the quickstart's defaults stand")
    func defaults() throws {
        let settings = try settings([:])
        #expect(settings.problems.isEmpty)
        #expect(settings.mode == .development)
        #expect(settings.address == .tcp(host: "127.0.0.1", port: 5000))
        #expect(settings.database == .sqlite(path: "quickstart_app.sqlite"))
        #expect(settings.secretKeys.isEmpty)
        #expect(settings.logFormat == .text)
    }

    @Test("the environment comes before .env")
    func precedence() throws {
        let settings = try settings(["PORT": "8080"], file: "PORT=9090\nHOST=0.0.0.0\n")
        #expect(settings.port == 8080)
        #expect(settings.host == "0.0.0.0")
    }

    @Test("every setting is read from its name")
    func everySetting() throws {
        let settings = try settings([
            "SATCHEL_ENV": "production", "HOST": "::", "PORT": "0", "DATABASE_URL": "sqlite:////data/site.sqlite",
            "SECRET_KEY": "new, old", "LOG_LEVEL": "WARNING", "LOG_FORMAT": "json", "SATCHEL_TEMPLATES": "t",
            "SATCHEL_PUBLIC": "p", "TRUSTED_PROXIES": "10.0.0.0/8, ::1, unix", "ALLOWED_HOSTS": "example.org,www.example.org",
            "BASE_URL": "https://example.org", "USER_APP_NAME": "Notes", "TLS_CERT": "a.pem, /b.pem", "TLS_KEY": "a.key,/b.key",
            "TLS_REDIRECT_PORT": "80", "PROXY_PROTOCOL": "1",
        ])
        #expect(settings.problems.isEmpty)
        #expect(settings.mode == .production)
        #expect(settings.address == .tcp(host: "::", port: 0))
        #expect(settings.database == .sqlite(path: "/data/site.sqlite"))
        #expect(settings.secretKeys == ["new", "old"])
        #expect(settings.logLevel == .warning)
        #expect(settings.logFormat == .json)
        #expect(settings.templates == "t" && settings.publicFiles == "p")
        #expect(settings.trustedProxies.ranges.count == 2 && settings.trustedProxies.includesUnixSockets)
        #expect(settings.allowedHosts == ["example.org", "www.example.org"])
        #expect(settings.baseURL == "https://example.org")
        #expect(settings.appName == "Notes")
        #expect(settings.tls?.pairs.map(\.certificatePath) == ["\(settings.directory)/a.pem", "/b.pem"])
        #expect(settings.tls?.pairs.map(\.keyPath) == ["\(settings.directory)/a.key", "/b.key"])
        #expect(settings.tlsRedirectPort == 80 && settings.proxyProtocol)
    }

    @Test("an empty value is no value")
    func emptyValue() throws {
        var settings = try settings(["PORT": "", "HOST": " ", "USER_ENABLE_REGISTER": "", "USER_APP_VERSION": " "])
        #expect(settings.accountSettings().enableRegister)
        #expect(settings.accountSettings().appVersion == nil)
        #expect(settings.problems.isEmpty)
        #expect(settings.port == 5000)
    }

    @Test("a host that is a path is a Unix socket")
    func unixSocket() throws {
        #expect(try settings(["HOST": "/run/site.sock"]).address == .unix(path: "/run/site.sock"))
    }

    @Test(
        "a wrong value is told with what is right",
        arguments: [
            ("PORT", "70000", "PORT is “70000”: it must be a number from 0 to 65535."),
            ("SATCHEL_ENV", "prod", "SATCHEL_ENV is “prod”: it must be development or production."),
            ("LOG_FORMAT", "xml", "LOG_FORMAT is “xml”: it must be text or json."),
            ("TRUSTED_PROXIES", "proxy", "TRUSTED_PROXIES is “proxy”: it must be addresses, ranges like 10.0.0.0/8, or unix."),
            (
                "ALLOWED_HOSTS", "a.org, http://b.org/",
                "ALLOWED_HOSTS is “a.org, http://b.org/”: it must be host names like example.org."
            ),
            ("BASE_URL", "example.org", "BASE_URL is “example.org”: it must be a URL without a path, like https://example.org."),
            (
                "BASE_URL", "https://a.org/x",
                "BASE_URL is “https://a.org/x”: it must be a URL without a path, like https://example.org."
            ),
            ("TLS_CERT", "a.pem", "TLS_CERT names 1 files and TLS_KEY 0: each certificate needs its key."),
            ("TLS_KEY", "a.key", "TLS_CERT names 0 files and TLS_KEY 1: each certificate needs its key."),
            ("TLS_REDIRECT_PORT", "80", "TLS_REDIRECT_PORT is set without TLS_CERT: there is no https to send visitors to."),
            (
                "PROXY_PROTOCOL", "1", "PROXY_PROTOCOL is on without TRUSTED_PROXIES: name the proxies that speak it."
            ),
            ("BASE_URL", "https://", "BASE_URL is “https://”: it must be a URL without a path, like https://example.org."),
        ])
    func wrongValue(name: String, value: String, problem: String) throws {
        #expect(try settings([name: value]).problems.map(\.description) == [problem])
    }

    @Test("a redirect port beside a Unix socket is refused: it would listen nowhere")
    func redirectFromASocket() throws {
        let problems = try settings(["HOST": "/run/site.sock", "TLS_CERT": "a", "TLS_KEY": "b", "TLS_REDIRECT_PORT": "80"])
            .problems
        #expect(
            problems.map(\.description)
                == ["TLS_REDIRECT_PORT is set and HOST is a Unix socket: its redirect has no address to listen on."])
    }

    @Test(
        "a development run that others can reach is known as such",
        arguments: [
            ("127.0.0.1", "development", false), ("localhost", "development", false), ("::1", "development", false),
            ("/run/site.sock", "development", false), ("0.0.0.0", "development", true), ("::", "development", true),
            ("192.0.2.1", "development", true), ("0.0.0.0", "production", false),
        ])
    func reach(host: String, mode: String, isOpen: Bool) throws {
        #expect(try settings(["HOST": host, "SATCHEL_ENV": mode]).warnings.isEmpty == !isOpen)
    }

    @Test("a base URL under https without a proxy to believe is warned of: cookies would go without Secure")
    func forgottenProxy() throws {
        let warnings = try settings(["BASE_URL": "https://example.org"]).warnings
        #expect(warnings.count == 1 && warnings[0].contains("TRUSTED_PROXIES"))
        #expect(try settings(["BASE_URL": "https://example.org", "TRUSTED_PROXIES": "10.0.0.1"]).warnings.isEmpty)
        #expect(try settings(["BASE_URL": "https://example.org", "TRUSTED_PROXIES": "unix"]).warnings.isEmpty)
        #expect(try settings(["BASE_URL": "http://localhost:5000"]).warnings.isEmpty)
        #expect(try settings(["BASE_URL": "https://example.org", "TLS_CERT": "a", "TLS_KEY": "b"]).warnings.isEmpty)
    }

    @Test("a slash at the end of the base URL is left out")
    func baseURL() throws {
        #expect(try settings(["BASE_URL": "https://example.org:8443/"]).baseURL == "https://example.org:8443")
    }

    @Test("all that is wrong is told, not the first thing alone")
    func allProblems() throws {
        #expect(try settings(["PORT": "x", "LOG_LEVEL": "loud"], file: "what is this\n").problems.count == 3)
    }

    @Test("the accounts' part is read from the same places, and its problems join the others")
    func accountSettings() throws {
        var good = try settings([:], file: "USER_ENABLE_REGISTER=0\n")
        #expect(good.accountSettings().enableRegister == false)
        #expect(good.problems.isEmpty)
        var bad = try settings(["USER_ENABLE_REGISTER": "perhaps"])
        _ = bad.accountSettings()
        #expect(bad.problems.count == 1)
        #expect(bad.problems.first?.description.contains("USER_ENABLE_REGISTER") == true)
    }

    @Test("what is wrong in .env is told with its line; what the environment says, without")
    func places() throws {
        let file = "# here\nPORT=abc\nDATABSE_URL=x\nUSER_PASSWORD_COST=many"
        var wrong = try settings([:], file: file)
        _ = wrong.accountSettings()
        let words = wrong.problems.map(\.description)
        #expect(words[0] == "DATABSE_URL (.env:3) is not a setting. Did you mean DATABASE_URL?")
        #expect(words[1] == "PORT (.env:2) is “abc”: it must be a number from 0 to 65535.")
        #expect(words[2].hasPrefix("USER_PASSWORD_COST (.env:4) "))
        let environment = try settings(["PORT": "xyz"], file: file).problems.map(\.description)
        #expect(environment.contains("PORT is “xyz”: it must be a number from 0 to 65535."))
    }

    @Test(".env.example names every setting")
    func example() throws {
        let example = try projectFile(".env.example")
        for name in SettingNames.all {
            #expect(example.contains("\(name)="), "\(name) is missing in .env.example")
        }
    }

    @Test("what .env.example says, uncommented, is accepted whole")
    func exampleIsValid() throws {
        let lines = try projectFile(".env.example").split(separator: "\n").filter { $0.hasPrefix("#") && $0.contains("=") }
        let file = lines.map { $0.drop { $0 == "#" || $0 == " " } }.filter { line in
            line.prefix { $0 != "=" }.allSatisfy { $0.isUppercase || $0.isNumber || $0 == "_" }
        }
        var settings = try settings([:], file: file.joined(separator: "\n"))
        _ = settings.accountSettings()
        #expect(settings.problems.map(\.description) == [])
    }
}
