import Testing

@testable import Satchel

@Suite("Misspelt settings")
struct SettingNamesTests {
    @Test(
        "a name in .env that is nearly right is refused with the right one",
        arguments: [
            ("USER_ENABLE_REGISTR", "USER_ENABLE_REGISTER"), ("DATABSE_URL", "DATABASE_URL"), ("SECERT_KEY", "SECRET_KEY"),
            ("LOGLEVEL", "LOG_LEVEL"), ("database_url", "DATABASE_URL"), ("s3sqlite_bucket", "S3SQLite_bucket"),
        ])
    func nearlyRight(name: String, right: String) {
        let problems = SettingNames.misspelt(environment: [:], file: [name: "1"])
        #expect(problems.map(\.description) == ["\(name) is not a setting. Did you mean \(right)?"])
    }

    @Test("a name with our prefix that is nothing like a setting is refused in .env, which is ours")
    func unknownInFile() {
        let problems = SettingNames.misspelt(environment: [:], file: ["USER_FAVOURITE_COLOUR_SCHEME": "1"])
        #expect(problems.map(\.description) == ["USER_FAVOURITE_COLOUR_SCHEME is not a setting."])
    }

    @Test("the environment is everybody's: there only what is nearly a setting of ours is refused")
    func environment() {
        let environment = [
            "USER_UID": "1000", "USER_ZDOTDIR": "/home/ada", "HOSTNAME": "here", "PATH": "/bin", "DATABSE_URL": "x",
        ]
        #expect(SettingNames.misspelt(environment: environment, file: [:]).isEmpty)
        #expect(SettingNames.misspelt(environment: ["USER_APP_NAMES": "x"], file: [:]).count == 1)
    }

    @Test("a name of the environment that is nearly a setting which is not set is warned of, and nothing that systems set is")
    func nearlyRightOutside() {
        let variables = ["DATABSE_URL": "x", "SECERT_KEY": "x", "BASE_URI": "x", "LOG_LEVLE": "x", "LOG_LEVEL": "info"]
        #expect(
            SettingNames.nearlyRight(variables).map { $0.split(separator: " ").first } == [
                "BASE_URI", "DATABSE_URL", "SECERT_KEY",
            ])
        let slip = SettingNames.nearlyRight(["PROT": "1", "HOTS": "x", "SORTS": "x"], linesOfFile: ["PROT": 3, "SORTS": 4])
        #expect(slip == ["PROT (.env:3) is not a setting. Did you mean PORT, which is not set?"])
        let names = [
            "PATH", "HOME", "HOSTNAME", "HOSTTYPE", "LANG", "LANGUAGE", "LC_ALL", "LOGNAME", "MAILCHECK", "PWD", "OLDPWD",
            "SHELL", "SHLVL",
            "TERM", "TMPDIR", "USER", "USERNAME", "EDITOR", "PORTS", "BASH_ENV", "DISPLAY", "SSH_AUTH_SOCK", "XDG_DATA_DIRS",
            "LS_COLORS",
            "HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "SSL_CERT_FILE", "KUBERNETES_PORT", "AWS_REGION", "INVOCATION_ID",
            "JOURNAL_STREAM",
            "LISTEN_FDS", "NOTIFY_SOCKET", "MANPATH", "INFOPATH", "PKG_CONFIG_PATH", "LD_LIBRARY_PATH", "MYSQL_HOST", "PGHOST",
        ]
        #expect(SettingNames.nearlyRight(Dictionary(uniqueKeysWithValues: names.map { ($0, "x") })).isEmpty)
    }

    @Test("right names, and names of the site's own, are accepted")
    func right() {
        let names = Dictionary(uniqueKeysWithValues: (SettingNames.all + ["NOTES_LIMIT", "AWS_REGION"]).map { ($0, "1") })
        #expect(SettingNames.misspelt(environment: names, file: names).isEmpty)
    }

    @Test(
        "distance counts letters inserted, deleted, replaced and swapped",
        arguments: [
            ("", "", 0), ("abc", "abc", 0), ("abc", "", 3), ("abc", "abd", 1), ("abc", "acb", 1), ("kitten", "sitting", 3),
        ])
    func distance(first: String, second: String, distance: Int) {
        #expect(Spelling.distance(first, second) == distance)
        #expect(Spelling.distance(second, first) == distance)
    }
}
