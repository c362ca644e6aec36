import Database
import HTTPTypes
import Mail
import SatchelTesting
import Synchronization
import Testing

@testable import Accounts

@Suite("Invitations, profiles and events")
struct InvitationTests {
    private func inviting(_ change: (inout AccountSettings) -> Void = { _ in }) async throws -> TestSite {
        try await mailSite {
            $0.enableInviteUser = true
            change(&$0)
        }
    }

    @Test("are for a role, and let one person register whose address is confirmed by it")
    func invites() async throws {
        let site = try await inviting()
        let client = try await site.confirmed()
        #expect(try await client.get("/user/invite").status == .forbidden)
        try await site.accounts.directory(site.engine).addRole("admin", to: "ada")
        let page = try await client.get("/user/invite")
        #expect(try await client.submit(page, ["Mail address": "bob@example.org"]).location == "/")
        let mail = try #require(try await site.mail(to: "bob@example.org"))
        #expect(mail.subject == "ada invites you to Satchel")
        let link = try #require(try await site.link(to: "bob@example.org"))

        let bob = site.visitor()
        let form = try await bob.get(link)
        #expect(form.forms.last?.field("email")?.value == "bob@example.org")
        #expect(try await bob.submit(form, ["User name": "bob", "Password": "correct horse"]).location == "/")
        #expect(try await bob.isMember())
        let again = try await site.visitor().get(link)
        #expect(again.forms.last?.field("email")?.value == "")
    }

    @Test("can be required: without one there is no form, and no account")
    func required() async throws {
        let site = try await inviting { $0.requireInvitation = true }
        let client = site.visitor()
        #expect(try await client.get("/user/register").status == .forbidden)
        let token = try #require(try await client.get("/user/sign-in").forms.last?.field("csrf_token")?.value)
        let answer = try await client.post(
            "/user/register",
            form: [
                "csrf_token": token, "username": "ada", "email": "ada@example.org", "password": "correct horse", "token": "guess",
            ])
        #expect(answer.status == .forbidden)
        #expect(try await site.count("users") == 0)
    }

    @Test("of Flask-User's are shown to administrators, and their links open once, with its key alone")
    func flaskUserLinks() async throws {
        let at = 1_800_000_000
        // By Python's cryptography, as Flask-User 1.0 calls it: of invitation 1, and of 127.
        let first = "gAAAAABrSc4YQwzD7p1lkE-7F9giYkPIuYKwDdXgSW4v8796zi2_wrRFBx7oITCGapmPxD050raXRdsXxq8ljQRwkI6JL3jTuw"
        let short = "gAAAAABrSc4YC2ScAuevm0ie-ZimWH0LetvoRdHMKc_sWrPdJI_1dfmBp2GJMuSEmIk3OXiDj5CEO2UMcGHcXgtnKkFcTHUn3w"
        let texts =
            "gAAAAABrSc4YwlF4ALnDlhfaCsYvvD_U9QbtXchm8_igU140mposhuW3Q21i-9FA40pMP9cybWkV-NqIjH3OU9ZmZ1TQQVx4cXZyyR7tGg9DJB9Z1alQjj4"
        let key = try #require(FlaskUserToken(secretKey: "short"))
        #expect(key.number(in: short, lifetime: 2000, now: at) == 127)
        #expect(key.number(in: short, lifetime: 1000, now: at) == nil, "over")
        #expect(key.number(in: first, lifetime: 2000, now: at) == nil && key.number(in: texts, lifetime: 2000, now: at) == nil)
        #expect(FlaskUserToken(secretKey: nil) == nil && FlaskUserToken(secretKey: "") == nil)

        let site = try await inviting {
            $0.requireInvitation = true
            $0.flaskSecretKey = "a secret of a Flask site, and quite long"
        }
        // As they stand after an import: of 7 the address has an account.
        try await site.directory.create("root", password: "correct horse", email: "root@example.org")
        try await site.directory.addRole("admin", to: "root")
        try await site.execute(
            "INSERT INTO user_invitations (id, email) VALUES (1, 'ada@example.org'), (7, 'root@example.org')")
        let root = site.visitor()
        _ = try await root.signIn("root", "correct horse")
        let list = try await root.get("/admin/invitations").visibleText
        #expect(list.contains("ada@example.org Sent by Flask-User") && !list.contains("root@"))

        let client = site.visitor()
        let page = try await client.get("/user/register?token=" + first)
        #expect(page.status == .ok)
        #expect(page.forms.last?.field("Mail address")?.value == "ada@example.org")
        let fields: KeyValuePairs = ["User name": "ada", "Mail address": "ada@example.org", "Password": "correct horse"]
        #expect(try await client.submit(page, fields).location == "/")
        #expect(try await client.isMember(), "the address counts as confirmed")
        #expect(try await site.visitor().get("/user/register?token=" + first).status == .forbidden, "once")
        let other = try await inviting { $0.requireInvitation = true }
        try await other.execute("INSERT INTO user_invitations (id, email) VALUES (1, 'ada@example.org')")
        #expect(try await other.visitor().get("/user/register?token=" + first).status == .forbidden)
    }

    @Test("of two who register by one link at once, one does")
    func race() async throws {
        let site = try await inviting { $0.requireInvitation = true }
        let token = UserToken.make()
        try await site.engine.write { transaction in
            try UserToken(user: nil, email: "ada@example.org").store(
                token, for: .invite, lifetime: 2000, now: 1_800_000_000, in: transaction)
        }
        let (one, other) = (site.visitor(), site.visitor())
        let link = "/user/register?token=" + token
        // Both have the page before either sends it.
        let pages = [(one, try await one.get(link), "ada"), (other, try await other.get(link), "eve")]
        let statuses = try await withThrowingTaskGroup(of: HTTPResponse.Status.self) { group in
            for (client, page, name) in pages {
                group.addTask {
                    let fields: KeyValuePairs = [
                        "User name": name, "Mail address": "\(name)@example.org", "Password": "correct horse",
                    ]
                    return try await client.submit(page, fields).status
                }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(try await site.count("users") == 1, "\(statuses)")
    }

    @Test("a site's own fields stand in the forms, are checked, and only they are stored")
    func profile() async throws {
        let site = try await TestSite()
        let client = try await site.member()
        let page = try await client.get("/user/edit_user_profile")
        let long = try await client.submit(page, ["First name": String(repeating: "x", count: 101)])
        #expect(long.status == .unprocessableContent)
        #expect(long.visibleText.contains("Use at most 100 characters."))
        #expect(try await client.submit(page, ["First name": "Ada <3", "Last name": "Lovelace"]).status == .seeOther)
        #expect(try await site.text("SELECT first_name || '|' || last_name FROM users") == "Ada <3|Lovelace")
        let again = try await client.get("/user/edit_user_profile")
        #expect(again.forms.last?.field("First name")?.value == "Ada <3")
        let token = try #require(again.forms.last?.field("csrf_token")?.value)
        _ = try await client.post(
            "/user/edit_user_profile", form: ["csrf_token": token, "first_name": "A", "is_active": "0", "username": "root"])
        #expect(
            try await site.text("SELECT username || CASE WHEN is_active THEN 1 ELSE 0 END || first_name || last_name FROM users")
                == "ada1A")
    }

    @Test("are told to who listens, with what happened")
    func events() async throws {
        let site = try await mailSite()
        let told = Mutex<[String]>([])
        let note: @Sendable (String) -> Void = { text in told.withLock { $0.append(text) } }
        site.accounts.on(.registered) { note("registered \($0.username) \($0.email ?? "")") }
        site.accounts.on(.confirmedEmail) { note("confirmed \($0.email)") }
        site.accounts.on(.signedIn) { note("signed in \($0.user)") }
        site.accounts.on(.signedOut) { note("signed out \($0.user)") }
        site.accounts.on(.changedPassword) { note("password \($0.user)") }
        site.accounts.on(.changedPassword) { _ in throw MailError(.temporary, "a listener that fails") }
        let client = try await site.confirmed()
        let page = try await client.get("/user/change-password")
        _ = try await client.submit(page, ["Your password now": "correct horse", "New password": "battery staple"])
        _ = try await client.signOut()
        _ = try await client.signIn("ada", "battery staple")
        #expect(
            told.withLock { $0 } == [
                "registered ada ada@example.org", "confirmed ada@example.org", "password 1", "signed out 1", "signed in 1",
            ])
    }

    @Test("a database of Flask-User's with several addresses keeps them, and the primary one is the account's own", .onSQLite)
    func flaskUser() async throws {
        let first = try await TestSite()
        try await first.execute("INSERT INTO users (username, password) VALUES ('ada', ''), ('bob', '')")
        try await first.execute(
            """
            CREATE TABLE user_emails (id INTEGER PRIMARY KEY, user_id INTEGER, email VARCHAR(255) COLLATE NOCASE UNIQUE,
                email_confirmed_at DATETIME, is_primary BOOLEAN NOT NULL DEFAULT '0')
            """)
        try await first.execute(
            """
            INSERT INTO user_emails (user_id, email, email_confirmed_at, is_primary) VALUES
                (1, 'ada@example.org', '2020-01-01 00:00:00.000000', 1), (1, 'lace@example.org', NULL, 0),
                (2, 'bob@example.org', NULL, 1)
            """)
        let site = try await TestSite(on: first.engine) { $0.enableEmail = true }
        let rows = try await site.engine.read {
            try UserAddress.all(of: UserID(1), in: $0) + UserAddress.all(of: UserID(2), in: $0)
        }
        #expect(rows.map(\.email) == ["ada@example.org", "lace@example.org", "bob@example.org"])
        #expect(rows.map(\.isPrimary) == [true, false, true])
        #expect(rows.map(\.isConfirmed) == [true, false, false])
    }
}
