import HTTPTypes
import SatchelTesting
import Secrets
import Testing

@testable import Accounts

@Suite("The settings of the accounts")
struct AccountSettingsTests {
    @Test("are the quickstart's where nothing is set")
    func defaults() throws {
        let settings = try AccountSettings(reading: { _ in nil })
        #expect(settings.enableRegister)
        #expect(!settings.requireRetypePassword)
        #expect(settings.passwordScheme == .bcrypt(cost: 12))
        #expect(settings.sessionIdleTime == 3600)
        #expect(settings.registerPath == "/user/register")
    }

    @Test("are read under Flask-User's names")
    func reading() throws {
        let set = [
            "USER_ENABLE_REGISTER": "False", "USER_REQUIRE_RETYPE_PASSWORD": "on", "USER_USER_SESSION_EXPIRATION": "900",
            "USER_LOGIN_URL": "/login", "USER_AFTER_LOGIN_ENDPOINT": "/members", "USER_AFTER_LOGOUT_ENDPOINT": "",
            "USER_PASSWORD_COST": "10", "USER_PASSWORD_RULES": "flask-user", "USER_APP_NAME": "Our club",
            "USER_ENABLE_EMAIL": "0",
            "USER_ENABLE_USERNAME": "True", "USER_LOGIN_TEMPLATE": "my/login",
        ]
        let settings = try AccountSettings(reading: { set[$0] })
        #expect(!settings.enableRegister)
        #expect(settings.requireRetypePassword)
        #expect(settings.sessionIdleTime == 900)
        #expect(settings.signInPath == "/login")
        #expect(settings.afterSignIn == "/members")
        #expect(settings.afterSignOut == "/")
        #expect(settings.passwordScheme == .bcrypt(cost: 10))
        #expect(settings.passwordRules == .flaskUser)
        #expect(settings.appName == "Our club")
        #expect(settings.signInTemplate == "my/login")
    }

    @Test(
        "refuse a wrong value with name, value and what is allowed",
        arguments: [
            ("USER_ENABLE_REGISTER", "maybe"), ("USER_ENABLE_REGISTER", ""), ("USER_ENABLE_EMAIL", "2"),
            ("USER_EMAIL_SENDER_EMAIL", "site"), ("USER_RESET_PASSWORD_EXPIRATION", "1"),
            ("USER_PASSWORD_COST", "3"), ("USER_PASSWORD_COST", "32"), ("USER_PASSWORD_COST", "twelve"),
            ("USER_PASSWORD_SCHEME", "md5"),
            ("USER_PASSWORD_RULES", "none"), ("USER_USER_SESSION_EXPIRATION", "0"), ("USER_USER_SESSION_EXPIRATION", "1h"),
            ("USER_LOGIN_URL", "login"), ("USER_LOGIN_URL", "//evil.example"), ("USER_LOGIN_URL", "/a/:b"),
            ("USER_AFTER_LOGIN_ENDPOINT", "https://evil.example"), ("USER_LOGIN_TEMPLATE", "../secret"),
            ("USER_SIGN_IN_ATTEMPTS", "-1"),
        ])
    func wrong(_ name: String, _ value: String) throws {
        let error = #expect(throws: AccountSettingError.self) {
            try AccountSettings(reading: { $0 == name ? value : nil })
        }
        #expect(error?.description.hasPrefix("\(name) is \"\(value)\"; allowed: ") == true)
    }

    @Test("are told apart by name, each once, all of them USER_…")
    func names() {
        #expect(Set(AccountSettings.names).count == AccountSettings.names.count)
        #expect(AccountSettings.names.allSatisfy { $0.hasPrefix("USER_") })
        #expect(AccountSettings.names.contains("USER_ENABLE_REGISTER"))
    }

    @Test("move the routes")
    func routes() async throws {
        let site = try await TestSite {
            $0.signInPath = "/login"
            $0.registerPath = "/join"
            $0.afterRegister = "/members"
            $0.afterSignOut = "/login"
        }
        let client = site.visitor()
        #expect(try await client.get("/members").location == "/login?next=%2Fmembers")
        #expect(try await client.get("/user/sign-in").status == .notFound)
        let page = try await client.get("/join")
        #expect(try await client.submit(page, ["username": "ada", "password": "correct horse"]).location == "/members")
        #expect(try await client.signOut().location == "/login")
    }

    @Test("are shown on pages")
    func words() async throws {
        let site = try await TestSite {
            $0.appName = "Our <b>club</b>"
            $0.corporationName = "Club & Co"
            $0.copyrightYear = "1999"
        }
        let page = try await site.visitor().get("/")
        #expect(page.text.contains("Our &lt;b&gt;club&lt;/b&gt;"))
        #expect(page.visibleText.contains("© 1999 Club & Co"))
    }
}
