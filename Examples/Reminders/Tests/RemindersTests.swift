import SatchelTesting
import Testing

@testable import RemindersExample

@Suite("Example: reminders")
struct RemindersTests {
    private func person(_ name: String, at site: TestSite) async throws -> TestClient {
        let client = site.client()
        try await client.submit(client.get("/user/register"), ["username": name, "password": "a fine long password"])
        return client
    }

    @Test("a reminder rings when its time has come, on the pages that are open", arguments: TestSite.Transport.allCases)
    func ring(over transport: TestSite.Transport) async throws {
        try await TestSite.run(makeReminders(.testing()), over: transport) { site in
            let ada = try await person("ada", at: site)
            let page = try await ada.get("/reminders")
            _ = try await ada.submit(page, ["Remind me of": "Feed the kestrel", "In minutes": "30"])
            site.clock.advance(by: .seconds(29 * 60))
            #expect(try await site.runTasks() == 0)

            try await ada.listen("/reminders/live") { events in
                site.clock.advance(by: .seconds(90))
                let attempts = try await site.runTasks()
                let event = try await events.next()
                #expect(attempts == 1 && event.data == "Feed the kestrel")
            }
            let rung = try await ada.get("/reminders")
            #expect(rung.visibleText.contains("Now: Feed the kestrel"))
        }
    }

    @Test("what has rung is forgotten in the night", arguments: [TestSite.Storage.memory, .bucket(TestBucket(layout: .ltx))])
    func night(on storage: TestSite.Storage) async throws {
        try await TestSite.run(makeReminders(.testing()), on: storage) { site in
            let ada = try await person("ada", at: site)
            let page = try await ada.get("/reminders")
            _ = try await ada.submit(page, ["Remind me of": "Feed the kestrel", "In minutes": "1"])
            site.clock.advance(by: .seconds(61))
            try await site.runTasks()
            site.clock.advance(by: .seconds(24 * 3600))
            try await site.runTasks()
            let left = try await site.database.read { try $0.scalar("SELECT count(*) FROM reminders", as: Int.self) }
            #expect(left == 0)
        }
    }

    @Test("a reminder without a time is refused")
    func refused() async throws {
        try await TestSite.run(makeReminders(.testing())) { site in
            let ada = try await person("ada", at: site)
            let page = try await ada.get("/reminders")
            let refused = try await ada.submit(page, ["Remind me of": "Feed the kestrel", "In minutes": "soon"])
            #expect(refused.visibleText.contains("1 to 10000 minutes"))
        }
    }
}
