import SatchelTesting
import Testing

@testable import PortalExample

@Suite("Example: a portal for data entry")
struct PortalTests {
    private static let password = "a fine long password"

    /// Somebody with a role, signed in.
    private func person(_ name: String, _ role: String, at site: TestSite) async throws -> TestClient {
        try await site.people.create(name, password: Self.password)
        try await site.people.addRole(role, to: name)
        let client = site.client()
        try await client.submit(client.get("/user/sign-in"), ["username": name, "password": Self.password])
        return client
    }

    private func enter(_ values: KeyValuePairs<String, any FormValue>, by client: TestClient) async throws -> TestResponse {
        try await client.submit(client.get("/records"), values, button: "Enter")
    }

    @Test("a record is entered, seen live, checked, and downloaded", arguments: TestSite.Transport.allCases)
    func walk(over transport: TestSite.Transport) async throws {
        try await TestSite.run(makePortal(.testing()), over: transport) { site in
            let ada = try await person("ada", "observer", at: site)
            let grace = try await person("grace", "supervisor", at: site)
            try await grace.listen("/desk/live?after=0") { events in
                let entered = try await enter(["Species": "Kestrel", "Count": "2", "Remark": "=1+1"], by: ada)
                #expect(entered.visibleText.contains("Thank you: 2 × Kestrel."))
                let event = try await events.next()
                #expect(event.data == "2 × Kestrel, seen by ada" && event.id == "1")
            }

            let desk = try await grace.follow(grace.get("/"), "Desk")
            let checked = try await grace.submit(desk, button: "Check record 1")
            #expect(checked.visibleText.contains("(checked by grace)"))
            let file = try await grace.follow(checked, "Download as CSV")
            #expect(file.text.hasSuffix("\r\n1,ada,Kestrel,2,'=1+1,grace\r\n"), "a formula is a text in a spreadsheet")
            #expect(file.headers[.contentDisposition]?.hasPrefix("attachment; filename=\"records.csv\"") == true)
        }
    }

    @Test("what is wrong comes back with the form as it was")
    func problems() async throws {
        try await TestSite.run(makePortal(.testing())) { site in
            let ada = try await person("ada", "observer", at: site)
            _ = try await enter(["Species": "Heron", "Count": "1"], by: ada)
            let refused = try await enter(["Species": "Kestrel", "Count": "many", "Remark": "here"], by: ada)
            #expect(refused.status == .unprocessableContent)
            #expect(refused.visibleText.contains("1 × Heron") && !refused.visibleText.contains("Heron: "))
            #expect(refused.visibleText.contains("How many?"))
            #expect(refused.forms.compactMap { $0.field("Species")?.value } == ["Kestrel"])
        }
    }

    @Test("an observer has no desk, and nobody registers alone")
    func roles() async throws {
        try await TestSite.run(makePortal(.testing())) { site in
            let ada = try await person("ada", "observer", at: site)
            #expect(try await ada.get("/records").links.map(\.text).contains("Desk") == false)
            for path in ["/desk", "/desk/records.csv", "/desk/live"] {
                #expect(try await ada.get(path).status == .forbidden)
            }
            #expect(try await site.client().get("/user/register").status == .notFound)
            #expect(try await site.client().get("/records").target.hasPrefix("/user/sign-in"))
        }
    }

    @Test("of two supervisors who check one record, one is told that the other was faster")
    func checkedTwice() async throws {
        try await TestSite.run(makePortal(.testing()), on: .bucket(TestBucket(layout: .ltx))) { site in
            _ = try await enter(["Species": "Kite", "Count": "1"], by: person("ada", "observer", at: site))
            let grace = try await person("grace", "supervisor", at: site)
            let edsger = try await person("edsger", "supervisor", at: site)
            let pages = [try await grace.get("/desk"), try await edsger.get("/desk")]
            _ = try await grace.submit(pages[0], button: "Check record 1")
            let late = try await edsger.submit(pages[1], button: "Check record 1")
            #expect(late.visibleText.contains("Somebody was faster") && late.visibleText.contains("(checked by grace)"))
        }
    }
}
