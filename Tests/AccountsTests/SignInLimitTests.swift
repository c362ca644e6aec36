import HTTPTypes
import SatchelTesting
import Testing

@testable import Accounts

@Suite("Failed sign-ins")
struct SignInLimitTests {
    @Test("from one address are answered 429 after a while, and then heard again")
    func limit() async throws {
        let site = try await TestSite { $0.signInAttempts = 3 }
        _ = try await site.member("ada")
        let client = site.visitor(at: "203.0.113.5")
        for _ in 0..<3 { #expect(try await client.signIn("ada", "wrong").status == .unprocessableContent) }
        let refused = try await client.signIn("Ada", "correct horse")
        #expect(refused.status == .tooManyRequests)
        #expect(refused.headers[.retryAfter] == "300")
        #expect(refused.visibleText.contains("Too many attempts. Wait 5 minutes"))

        // The right user is not locked out: from elsewhere at once, from here after the window.
        #expect(try await site.visitor(at: "203.0.113.6").signIn("ada", "correct horse").status == .seeOther)
        site.clock.advance(by: 300)
        #expect(try await client.signIn("ada", "correct horse").status == .seeOther)
    }

    @Test("can't be hidden behind X-Forwarded-For")
    func forwarded() async throws {
        let site = try await TestSite { $0.signInAttempts = 3 }
        _ = try await site.member("ada")
        var last = HTTPResponse.Status.ok
        for number in 0..<4 {
            let client = site.visitor()
            let page = try await client.get("/user/sign-in")
            let token = try #require(page.forms.first { $0.field("password") != nil }?.field("csrf_token")?.value)
            last = try await client.post(
                "/user/sign-in", form: ["csrf_token": token, "username": "ada", "password": "wrong"],
                headers: [try #require(HTTPField.Name("X-Forwarded-For")): "198.51.100.\(number)"]
            ).status
        }
        #expect(last == .tooManyRequests)
    }

    @Test("are forgotten when the right password comes")
    func success() async throws {
        let site = try await TestSite { $0.signInAttempts = 3 }
        _ = try await site.member("ada")
        for _ in 0..<3 {
            for _ in 0..<2 { _ = try await site.visitor().signIn("ada", "wrong") }
            #expect(try await site.visitor().signIn("ada", "correct horse").status == .seeOther)
        }
    }

    @Test("count while they are under way, so that many at once are not many free guesses")
    func parallel() {
        let limiter = AttemptLimiter(limit: 3, window: 60)
        let key = AttemptLimiter.Key(username: "Ada", address: "10.0.0.1")
        let admissions = (0..<5).map { _ in limiter.begin(key, now: 0) }
        #expect(admissions == [.admitted, .admitted, .admitted, .refused(retryAfter: 60), .refused(retryAfter: 60)])
        limiter.abandon(key)
        #expect(limiter.begin(AttemptLimiter.Key(username: "ada", address: "10.0.0.1"), now: 1) == .admitted)
        #expect(limiter.begin(key, now: 2) == .refused(retryAfter: 58))
        #expect(limiter.begin(key, now: 60) == .admitted)
    }

    @Test("are kept in a table that does not grow without bound")
    func bounded() {
        let limiter = AttemptLimiter(limit: 1, window: 60, capacity: 100)
        for number in 0..<10_000 {
            _ = limiter.begin(AttemptLimiter.Key(username: "user\(number)", address: "10.0.0.1"), now: 0)
            #expect(limiter.count <= 100)
        }
    }

    @Test("keep no more of a name than a name may have")
    func longNames() {
        let key = AttemptLimiter.Key(username: String(repeating: "x", count: 1 << 20), address: "10.0.0.1")
        #expect(key.account.utf8.count <= 101)
    }

    @Test("are forgotten after the window also when the clock was put back meanwhile")
    func clockPutBack() {
        let limiter = AttemptLimiter(limit: 1, window: 60)
        let key = AttemptLimiter.Key(username: "ada", address: "10.0.0.1")
        #expect(limiter.begin(key, now: 1_000_000) == .admitted)
        #expect(limiter.begin(key, now: 999_990) == .admitted)
        #expect(limiter.begin(key, now: 999_991) == .refused(retryAfter: 59))
        #expect(limiter.begin(key, now: 1000) == .admitted)
    }

    @Test("of one IPv6 household count together")
    func networks() {
        #expect(AttemptLimiter.Key.network(of: "2001:db8:1:2::1") == AttemptLimiter.Key.network(of: "2001:db8:1:2:ffff::9"))
        #expect(AttemptLimiter.Key.network(of: "2001:db8:1:2::1") != AttemptLimiter.Key.network(of: "2001:db8:1:3::1"))
        #expect(AttemptLimiter.Key.network(of: "192.0.2.1") == "192.0.2.1")
        #expect(AttemptLimiter.Key.network(of: "::ffff:192.0.2.1") == "192.0.2.1")
        #expect(AttemptLimiter.Key.network(of: "no:address") == "no:address")
    }
}
