import HTTP
import HTTPTypes
import SatchelTesting
import Testing

@testable import Accounts

@Suite("The page of one's sessions")
struct ManageSessionsTests {
    private static let phone: HTTPFields = [
        .userAgent:
            "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605 (KHTML, like Gecko) Version/19 Safari/604"
    ]

    /// Signed in at home, and with a telephone elsewhere.
    private func twoDevices(_ site: TestSite) async throws -> (home: TestClient, phone: TestClient) {
        let home = try await site.member()
        let phone = site.visitor(at: "192.0.2.7")
        let page = try await phone.get("/user/sign-in")
        let token = try #require(page.forms.last?.field("csrf_token")?.value)
        site.clock.advance(by: 60)
        let form: KeyValuePairs = ["csrf_token": token, "username": "ada", "password": "correct horse"]
        #expect(try await phone.post("/user/sign-in", form: form, headers: Self.phone).status == .seeOther)
        return (home, phone)
    }

    @Test("shows device, address and time, and marks the current one")
    func list() async throws {
        let site = try await TestSite()
        let (home, phone) = try await twoDevices(site)
        let page = try await phone.get("/user/sessions")
        #expect(page.visibleText.contains("Safari on an iPhone this one From 192.0.2.7. Signed in 2027-01-15 08:01 UTC"))
        #expect(page.visibleText.contains("An unknown device From 127.0.0.1. Signed in 2027-01-15 08:00 UTC"))
        #expect(try await home.get("/user/sessions").visibleText.contains("An unknown device this one"))
    }

    @Test("ends one, which is over at its next request, and not another user's")
    func endOne() async throws {
        let site = try await TestSite()
        let (home, phone) = try await twoDevices(site)
        let eve = try await site.member("eve")
        let page = try await home.get("/user/sessions")
        let handles = page.forms.compactMap { $0.field("session")?.value }
        #expect(handles.count == 2)
        let token = try #require(try await eve.get("/user/sessions").forms.last?.field("csrf_token")?.value)
        for handle in handles + ["", "0", "%"] {
            _ = try await eve.post("/user/sessions", form: ["csrf_token": token, "session": handle])
        }
        #expect(try await phone.isMember())
        let mine = try #require(page.forms.last?.field("csrf_token")?.value)
        let answer = try await home.post("/user/sessions", form: ["csrf_token": mine, "session": handles[0]])
        #expect(answer.location == "/user/sessions")
        #expect(try await home.get("/user/sessions").visibleText.contains("The session is ended: Safari on an iPhone."))
        #expect(try await !phone.isMember())
        #expect(try await home.isMember())
        let own = try await home.post("/user/sessions", form: ["csrf_token": mine, "session": handles[1]])
        #expect(own.location == "/")
        #expect(try await !home.isMember())
        #expect(try await eve.isMember())
    }

    @Test("ends all others, remembered ones too")
    func endOthers() async throws {
        let site = try await TestSite()
        let (home, phone) = try await twoDevices(site)
        let page = try await phone.get("/user/sessions")
        #expect(try await phone.submit(page, button: "End all others").location == "/user/sessions")
        #expect(try await !home.isMember())
        #expect(try await phone.isMember())
        #expect(try await !phone.get("/user/sessions").visibleText.contains("End all others"))
    }

    @Test(
        "names devices plainly",
        arguments: [
            ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox on Linux"),
            (
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/139.0 Safari/537.36 Edg/139.0",
                "Edge on Windows"
            ),
            ("Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 Chrome/139.0 Mobile Safari/537.36", "Chrome on Android"),
            ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605 Version/18 Safari/605", "Safari on a Mac"),
            ("curl/8.5.0", "curl"), ("", "An unknown device"), ("<b>", "<b>"),
        ])
    func devices(userAgent: String, words: String) { #expect(Device(userAgent: userAgent).description == words) }
}
