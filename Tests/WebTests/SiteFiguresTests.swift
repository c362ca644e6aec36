import Testing

@testable import Web

@Suite("A process's own figures")
struct SiteFiguresTests {
    private static let day = 86_400.0

    @Test("are kept for thirty days and two days of hours, and no longer")
    func bounded() {
        let figures = SiteFigures()
        for day in 0..<100 { figures.count("a", at: Double(day) * Self.day + 5) }
        #expect(figures.counts(of: "a").keys.sorted() == (70..<100).map { $0 * 86_400 })
        for hour in 0..<100 { figures.note(.milliseconds(5), at: Double(hour) * 3600 + 5) }
        #expect(figures.times.keys.sorted() == (52..<100).map { $0 * 3600 })
        #expect(figures.times.values.allSatisfy { $0.count == 1 })
    }

    @Test("have thirty-two names at most, and go on with those that they have")
    func names() {
        let figures = SiteFigures()
        for name in 0..<100 { figures.count("name \(name)", at: 0) }
        figures.count("name 0", at: 1)
        #expect(figures.counts(of: "name 0") == [0: 2])
        #expect((0..<100).count { !figures.counts(of: "name \($0)").isEmpty } == 32)
    }

    @Test("forget nothing of today where a clock goes back a little, and tell of no day to come")
    func clock() {
        let figures = SiteFigures()
        figures.count("a", at: 10 * Self.day)
        figures.count("a", at: 9 * Self.day)
        #expect(figures.counts(of: "a") == [9 * 86_400: 1])
        figures.count("a", at: 10 * Self.day)
        #expect(figures.counts(of: "a") == [9 * 86_400: 1, 10 * 86_400: 1])
    }

    @Test("give quantiles that are at most a quarter too high, and never too low", arguments: [0.1, 0.5, 0.95, 0.99, 1])
    func quantiles(share: Double) throws {
        var times = AnswerTimes()
        #expect(times.quantile(share) == nil)
        let values = (1...1000).map { Double($0) * 0.00037 }
        for value in values { times.add(.seconds(value)) }
        let exact = values[Int((1000 * share).rounded(.up)) - 1]
        let found = try #require(times.quantile(share))
        #expect(found >= exact && found <= exact * 1.25 + 0.0001)
    }

    @Test("take times of any length", arguments: [Duration.zero, .nanoseconds(1), .seconds(3600), .seconds(Int64.max)])
    func extremes(duration: Duration) throws {
        var times = AnswerTimes()
        times.add(duration)
        #expect(try #require(times.quantile(0.5)) > 0)
    }
}
