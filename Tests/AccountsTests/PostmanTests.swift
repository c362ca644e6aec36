import Database
import HTTPTypes
import Logging
import Mail
import SatchelTesting
import Synchronization
import Testing

@testable import Accounts

@Suite("The outbox and its postman")
struct PostmanTests {
    private func waiting(_ site: TestSite) async throws -> (state: String, attempts: Int, due: Int, error: String)? {
        let row = try await site.engine.read { try $0.first("SELECT state, attempts, due_at, last_error FROM mail_outbox") }
        guard let row else { return nil }
        return (try row.get("state"), try row.get("attempts"), try row.get("due_at"), try row.get("last_error"))
    }

    @Test("a mail that could not be sent comes back later and later, and goes out once the server is well")
    func retries() async throws {
        let site = try await mailSite()
        site.mailer.fail(MailError(.temporary, code: 451, "try again"))
        _ = try await site.visitor().join("ada", "ada@example.org")
        var pauses: [Int] = []
        for attempt in 1...6 {
            #expect(try await site.mails().isEmpty)
            let row = try #require(try await waiting(site))
            #expect(row.state == "waiting")
            #expect(row.attempts == attempt)
            #expect(row.error == "try again")
            // Not due yet: nothing is tried.
            _ = try await site.mails()
            #expect(try await waiting(site)?.attempts == attempt)
            pauses.append(row.due - Int(site.clock.now))
            site.clock.advance(by: Double(pauses[attempt - 1]))
        }
        #expect(zip([15, 30, 60, 120, 240, 480], pauses).allSatisfy { abs($0 - $1) <= $0 / 5 + 1 })
        site.mailer.fail(nil)
        #expect(try await site.mails().count == 1)
        #expect(try await site.count("mail_outbox") == 0)
    }

    @Test("one that the server refuses for good stays as a dead letter with the reason, and the others go out")
    func deadLetters() async throws {
        let site = try await mailSite()
        site.mailer.fail(MailError(.permanent, code: 550, "no such user here"))
        _ = try await site.visitor().join("ada", "ada@example.org")
        _ = try await site.mails()
        #expect(try await waiting(site)?.state == "dead")
        #expect(try await waiting(site)?.error == "no such user here")
        site.mailer.fail(nil)
        _ = try await site.visitor().join("bob", "bob@example.org")
        #expect(try await site.mails().map(\.to.address) == ["bob@example.org"])
        #expect(try await site.count("mail_outbox") == 1)
    }

    @Test("the database holds no link: neither in the outbox nor among the tokens")
    func sealed() async throws {
        let site = try await mailSite()
        _ = try await site.visitor().join("ada", "ada@example.org")
        let sealed = try #require(try await site.text("SELECT sealed FROM mail_outbox"))
        let stored = try #require(try await site.text("SELECT id FROM user_tokens"))
        let link = try #require(try await site.link(to: "ada@example.org"))
        let token = try #require(link.split(separator: "/").last.map(String.init))
        #expect(!sealed.contains("confirm-email"))
        #expect(stored == UserToken.key(of: token, for: .confirmEmail))
        #expect(!stored.contains(token))
    }

    @Test("two postmen send each mail once")
    func two() async throws {
        let site = try await mailSite { $0.mailRequests = 0 }
        for number in 0..<25 { _ = try await site.visitor().join("user\(number)", "user\(number)@example.org") }
        let clock = site.clock
        let postmen = try (0..<3).map { _ in
            Postman(
                engine: site.engine, keys: try TestSite.keys, mailer: site.mailer, bell: MailBell(), logger: .init(label: "test"),
                now: { clock.now })
        }
        await withTaskGroup(of: Void.self) { group in
            for postman in postmen { group.addTask { _ = await postman.round() } }
        }
        #expect(Set(site.mailer.mails.map(\.to.address)).count == 25)
        #expect(site.mailer.mails.count == 25)
        #expect(try await site.count("mail_outbox") == 0)
    }

    @Test("a running postman is woken by the transaction that stored a mail, and stops when it is told to")
    func running() async throws {
        let site = try await mailSite()
        let (arrivals, arrived) = AsyncStream<String>.makeStream()
        let clock = site.clock
        let mailbox = DevelopmentMailbox { arrived.yield($0.to.address) }
        let postman = try #require(
            site.accounts.postman(
                site.engine, keys: try TestSite.keys, mailer: mailbox, logger: .init(label: "test"), now: { clock.now }))
        await postman.start()
        _ = try await site.visitor().join("ada", "ada@example.org")
        var iterator = arrivals.makeAsyncIterator()
        #expect(await iterator.next() == "ada@example.org")
        _ = try await site.visitor().join("bob", "bob@example.org")
        #expect(await iterator.next() == "bob@example.org")
        await postman.stop()
        _ = try await site.visitor().join("cleo", "cleo@example.org")
        #expect(mailbox.messages.count == 2)
        #expect(try await site.count("mail_outbox") == 1)
    }
}
