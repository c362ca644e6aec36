import Accounts
import Database
import HTTPTypes
import SatchelTesting
import Secrets
import Testing

@Suite("Registering")
struct RegisterTests {
    @Test("makes an account, signs in, and leads home with a welcome")
    func registers() async throws {
        let site = try await TestSite()
        let client = site.visitor()
        let answer = try await client.register("Ada.L-1_x", "correct horse")
        #expect(answer.status == .seeOther)
        #expect(answer.location == "/")
        let home = try await client.get("/")
        #expect(home.text.contains("Welcome, Ada.L-1_x."))
        #expect(try await client.isMember())
        let stored = try await site.text("SELECT password FROM users WHERE username = 'ada.l-1_X'")
        #expect(stored?.hasPrefix("$2b$04$") == true)
    }

    struct Refused: Sendable, CustomTestStringConvertible {
        let name, username, password, text: String
        var testDescription: String { name }
        init(_ name: String, _ username: String, _ password: String, _ text: String) {
            (self.name, self.username, self.password, self.text) = (name, username, password, text)
        }
    }

    static let refused = [
        Refused("no name", "", "correct horse", "Choose a user name."),
        Refused("short name", "ab", "correct horse", "Use at least 3 characters."),
        Refused("long name", String(repeating: "a", count: 101), "correct horse", "Use at most 100 characters."),
        Refused("very long name", String(repeating: "a", count: 4097), "correct horse", "Use at most 100 characters."),
        Refused("a blank inside", "ada love", "correct horse", "Use only letters from A to Z"),
        Refused("a wildcard", "a%", "correct horse", "Use only letters from A to Z"),
        Refused("another alphabet", "аda", "correct horse", "Use only letters from A to Z"),
        Refused("markup", "<b>ada</b>", "correct horse", "Use only letters from A to Z"),
        Refused("no password", "ada", "", "Choose a password."),
        Refused("short password", "ada", "sevench", "Use at least 8 characters."),
        Refused("73 bytes", "ada", String(repeating: "x1", count: 36) + "y", "too long: at most 72 bytes"),
        Refused("19 emoji, which are 76 bytes", "ada", String(repeating: "🦊", count: 19), "too long: at most 72 bytes"),
        Refused("a very long password", "ada", String(repeating: "é1", count: 10_000), "too long: at most 72 bytes"),
        Refused("a common password", "ada", "iloveyou", "guessed first"),
        Refused("a common password in capitals", "ada", "PassWord1", "guessed first"),
        Refused("one character only", "ada", "aaaaaaaa", "guessed first"),
        Refused("the user name", "adalovelace", "AdaLovelace", "must not be the user name"),
    ]

    @Test("refuses with 422, says why beside the field, keeps the name and never the password", arguments: refused)
    func refuses(_ refused: Refused) async throws {
        let site = try await TestSite()
        let answer = try await site.visitor().register(refused.username, refused.password)
        #expect(answer.status == .unprocessableContent)
        #expect(answer.visibleText.contains(refused.text))
        #expect(answer.text.contains("aria-invalid=\"true\""))
        #expect(answer.forms.first { $0.field("password") != nil }?.field("username")?.value == refused.username)
        #expect(answer.forms.first { $0.field("password") != nil }?.field("password")?.value == "")
        #expect(refused.password.isEmpty || !answer.text.contains(refused.password))
        #expect(try await site.count("users") == 0)
    }

    @Test(
        "accepts blanks, emoji, combining characters and 72 bytes",
        arguments: [
            "        leading", "🦊🦊🦊🦊🦊🦊🦊🦊", "pässwörd-mit-ümlaut", String(repeating: "x1", count: 36),
            String(repeating: "ab", count: 32),
        ])
    func accepts(_ password: String) async throws {
        let site = try await TestSite()
        #expect(try await site.visitor().register("ada", password).status == .seeOther)
        #expect(try await site.visitor().signIn("ada", password).status == .seeOther)
        let shorter = String(password.dropLast())
        #expect(try await site.visitor().signIn("ada", shorter).status == .unprocessableContent)
        #expect(try await site.visitor().signIn("ada", password + "x").status == .unprocessableContent)
    }

    @Test("says at once all that is wrong")
    func allAtOnce() async throws {
        let site = try await TestSite { $0.requireRetypePassword = true }
        let answer = try await site.visitor().register("a", "b")
        #expect(answer.visibleText.contains("at least 3 characters"))
        #expect(answer.visibleText.contains("at least 8 characters"))
    }

    @Test("refuses a taken name, whatever its case")
    func taken() async throws {
        let site = try await TestSite()
        _ = try await site.member("ada")
        let answer = try await site.visitor().register("ADA", "another password")
        #expect(answer.status == .unprocessableContent)
        #expect(answer.visibleText.contains("This user name is taken"))
    }

    @Test("of many who want one name at once exactly one gets it, and nobody an error")
    func race() async throws {
        let site = try await TestSite()
        let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
            for number in 0..<24 {
                group.addTask {
                    try await site.visitor().register(number.isMultiple(of: 2) ? "ada" : "Ada", "password of \(number)").status
                        .code
                }
            }
            return try await group.reduce(into: [Int]()) { $0.append($1) }
        }
        #expect(statuses.filter { $0 == 303 }.count == 1)
        #expect(statuses.filter { $0 == 422 }.count == 23)
        #expect(try await site.count("users") == 1)
        #expect(try await site.count("user_sessions") == 1)
    }

    @Test("of 200 from one address none is refused")
    func many() async throws {
        let site = try await TestSite()
        try await withThrowingTaskGroup(of: Int.self) { group in
            for number in 0..<200 {
                group.addTask { try await site.visitor().register("user\(number)", "password of \(number)").status.code }
            }
            for try await status in group { #expect(status == 303) }
        }
        #expect(try await site.count("users") == 200)
    }

    @Test("is answered 429 after many from one address, whoever it claims to speak for, and then again heard")
    func limit() async throws {
        let site = try await TestSite { $0.registerAttempts = 2 }
        #expect(try await site.visitor().register("ada", "correct horse").status == .seeOther)
        #expect(try await site.visitor().register("ada", "correct horse").status == .unprocessableContent)
        let page = try await site.visitor().get("/user/register")
        #expect(page.status == .ok)
        let client = site.visitor()
        let token = try #require(
            try await client.get("/user/register").forms.first { $0.field("password") != nil }?.field("csrf_token")?.value)
        let refused = try await client.post(
            "/user/register", form: ["csrf_token": token, "username": "bob", "password": "correct horse"],
            headers: [try #require(HTTPField.Name("X-Forwarded-For")): "198.51.100.1"])
        #expect(refused.status == .tooManyRequests)
        #expect(refused.headers[.retryAfter] == "3600")
        #expect(refused.visibleText.contains("Too many attempts. Wait 60 minutes"))
        #expect(try await site.count("users") == 1)
        #expect(try await site.visitor(at: "203.0.113.6").register("bob", "correct horse").status == .seeOther)
        site.clock.advance(by: 3600)
        #expect(try await site.visitor().register("cleo", "correct horse").status == .seeOther)
    }

    @Test("asks for the password twice where the settings say so")
    func retype() async throws {
        let site = try await TestSite { $0.requireRetypePassword = true }
        let client = site.visitor()
        let page = try await client.get("/user/register")
        let differing: KeyValuePairs = ["username": "ada", "password": "correct horse", "retype_password": "correct mule"]
        let refused = try await client.submit(page, differing)
        #expect(refused.status == .unprocessableContent)
        #expect(refused.visibleText.contains("The two passwords are not the same."))
        let same: KeyValuePairs = ["username": "ada", "password": "correct horse", "retype_password": "correct horse"]
        #expect(try await client.submit(refused, same).status == .seeOther)
    }

    @Test("takes no heed of fields that it does not ask for")
    func extraFields() async throws {
        let site = try await TestSite()
        let client = site.visitor()
        let page = try await client.get("/user/register")
        let token = try #require(page.forms.first { $0.field("password") != nil }?.field("csrf_token")?.value)
        let answer = try await client.post(
            "/user/register",
            form: [
                "csrf_token": token, "username": "ada", "password": "correct horse", "id": "77", "is_admin": "1",
                "is_active": "0",
                "first_name": "X",
            ])
        #expect(answer.status == .seeOther)
        #expect(
            try await site.text("SELECT id || '|' || CASE WHEN is_active THEN 1 ELSE 0 END || '|' || first_name FROM users")
                == "1|1|")
    }

    @Test("leads where the visitor wanted to go")
    func next() async throws {
        let site = try await TestSite()
        #expect(try await site.visitor().register("ada", "correct horse", next: "/members").location == "/members")
        #expect(try await site.visitor().register("bob", "correct horse", next: "//evil.example").location == "/")
    }

    @Test("without the automatic sign-in leads to the sign-in page and opens no session")
    func withoutSignIn() async throws {
        let site = try await TestSite { $0.autoSignInAfterRegister = false }
        let client = site.visitor()
        #expect(try await client.register("ada", "correct horse").location == "/user/sign-in")
        #expect(try await client.isMember() == false)
        #expect(try await site.count("user_sessions") == 0)
    }

    @Test("is not there where it is switched off, and nothing links to it")
    func switchedOff() async throws {
        let site = try await TestSite { $0.enableRegister = false }
        #expect(try await site.visitor().get("/user/register").status == .notFound)
        for page in ["/", "/user/sign-in"] {
            #expect(try await site.visitor().get(page).text.contains("/user/register") == false)
        }
    }

    @Test("with Flask-User's rule wants three kinds of characters")
    func flaskUserRule() async throws {
        let site = try await TestSite { $0.passwordRules = .flaskUser }
        #expect(try await site.visitor().register("ada", "lowercase1").visibleText.contains("one upper-case letter"))
        #expect(try await site.visitor().register("ada", "Abcde1").status == .seeOther)
    }

    @Test("answers 503 with Retry-After where too many hashes wait, and the name is free afterwards")
    func overloaded() async throws {
        let site = try await TestSite {
            $0.passwordQueueLimit = 1
            $0.passwordScheme = .bcrypt(cost: 10)
        }
        let answers = try await withThrowingTaskGroup(of: TestResponse.self) { group in
            for number in 0..<16 {
                group.addTask { try await site.visitor().register("user\(number)", "correct horse") }
            }
            return try await group.reduce(into: [TestResponse]()) { $0.append($1) }
        }
        let busy = answers.filter { $0.status == .serviceUnavailable }
        #expect(!busy.isEmpty)
        #expect(busy.allSatisfy { $0.headers[.retryAfter] != nil })
        #expect(answers.count == busy.count + answers.filter { $0.status == .seeOther }.count)
        #expect(try await site.count("users") == answers.count - busy.count)
    }
}
