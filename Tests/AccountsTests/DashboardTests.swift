import HTTP
import SatchelTesting
import Testing
import Web

@testable import Accounts

@Suite("The plots of the overview")
struct DashboardTests {
    private func site(isInBucket: Bool = false) async throws -> (TestSite, SiteFigures) {
        let figures = SiteFigures()
        let site = try await TestSite(environment: {
            $0.figures = figures
            $0.isInBucket = isInBucket
        })
        return (site, figures)
    }

    private func overview(_ site: TestSite) async throws -> TestResponse {
        let client = try await site.member()
        try await site.directory.addRole("admin", to: "ada")
        return try await client.get("/admin")
    }

    @Test("count what was refused, what failed and how long answers took, each with a table of the same")
    func own() async throws {
        let (site, figures) = try await site()
        for _ in 0..<3 { _ = try await site.visitor().signIn("nobody", "wrong horse") }
        for _ in 0..<2 { figures.count(SiteFigures.failedAnswers, at: site.clock.now) }
        let page = try await overview(site)
        #expect(page.visibleText.contains("Sign-ins that were refused : 3 from 2026-12-17 to 2027-01-15, at most 3 a day"))
        #expect(page.visibleText.contains("Day (UTC) Sign-ins that were refused 2027-01-15 3"))
        #expect(page.visibleText.contains("Answers that failed (500 and above) 2027-01-15 2"))
        #expect(page.visibleText.contains("Registrations 2027-01-15 1"))
        #expect(page.text.firstMatch(of: /\d+ answers in 48 hours; 95 of 100 within [0-9.]+ ms/) != nil)
        #expect(page.text.contains(#"aria-labelledby="refused-title refused-summary""#))
        #expect(page.text.contains(#"<desc id="latency-summary">"#))
    }

    @Test("tell of calls to the bucket and their price where the database lies in one, and nowhere else")
    func bucket() async throws {
        let (plain, _) = try await site()
        #expect(try await !overview(plain).visibleText.contains("bucket"))
        let (site, figures) = try await site(isInBucket: true)
        for _ in 0..<1000 { figures.count(StoreCall.read.rawValue, at: site.clock.now) }
        for _ in 0..<200 { figures.count(StoreCall.write.rawValue, at: site.clock.now - 86_400) }
        let page = try await overview(site)
        #expect(page.visibleText.contains("Calls to the bucket : 1000 reads and 200 writes in 30 days"))
        #expect(page.visibleText.contains("What these calls cost a day : $0.0014 in 30 days, at most $0.001 a day"))
        #expect(page.visibleText.contains("2027-01-15 $0.0004 2027-01-14 $0.001"))
        #expect(page.visibleText.contains("S3 Standard in us-east-1"))
    }

    @Test("stand on each other or before each other, and never leave the drawing")
    func bars() throws {
        let series = [
            BarChart.Series(name: Text(verbatim: "a"), values: [0, 1, 2]),
            BarChart.Series(name: Text(verbatim: "b"), values: [0, 3, 0.0001]),
        ]
        for isStacked in [true, false] {
            let chart = BarChart(
                id: "x", title: Text(verbatim: "x"), summary: Text(verbatim: "x"), scale: Text(verbatim: "x"),
                labels: ["1", "2", "3"].map { Text(verbatim: $0) }, series: series, isStacked: isStacked)
            let bars = try #require(chart.variables["bars"] as? [[String: any Sendable]])
            let boxes = bars.map { bar in ["x", "y", "width", "height"].compactMap { bar[$0] as? Int } }
            #expect(boxes.count == 4)
            for box in boxes {
                #expect(box.count == 4 && box.allSatisfy { $0 >= 0 })
                #expect(box[0] + box[2] <= BarChart.width && box[1] + box[3] <= BarChart.height)
            }
            #expect(boxes[0] == (isStacked ? [200, 90, 198, 30] : [200, 80, 198, 40]))
            #expect(boxes[1] == (isStacked ? [200, 0, 198, 90] : [200, 0, 198, 120]))
        }
    }

    @Test(
        "say numbers in three digits that count",
        arguments: [
            (0, "0"), (0.0014, "0.0014"), (0.000_000_4, "0.0000004"), (1.0, "1"), (12.3456, "12.3"), (999.6, "1000"),
            (123_456, "123456"), (0.5, "0.5"), (-1, "0"), (Double.infinity, "0"),
        ])
    func decimals(value: Double, text: String) { #expect(DashboardCharts.decimal(value) == text) }
}
