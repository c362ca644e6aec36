import Testing

@testable import BucketSQLite

@Suite("Waiting for company")
struct CompanyTests {
    private let now = ContinuousClock.now

    @Test("the first of a wave waits for the rest, at most as long as its patience")
    func wave() {
        var wave = Wave()
        #expect(wave.waits(1, at: now) == nil)
        let end = now.advanced(by: .milliseconds(5))
        wave.answered(3, at: now, patience: .milliseconds(5))
        #expect(wave.waits(2, at: now) == end)
        #expect(wave.waits(3, at: now) == nil)
        #expect(wave.waits(1, at: end) == nil)
        wave.answered(1, at: now, patience: .milliseconds(5))
        #expect(wave.waits(1, at: now) == nil)
    }

    @Test("the store's answer time falls fast and rises slowly")
    func roundTrip() {
        var trip = RoundTrip()
        #expect(trip.share(1) == .zero)
        trip.took(.milliseconds(1600))
        for _ in 0..<6 { trip.took(.milliseconds(20)) }
        #expect(trip.share(1) < .milliseconds(50))
        trip.took(.milliseconds(1000))
        #expect(trip.share(1) < .milliseconds(180))
        #expect(trip.share(0.5, atMost: .milliseconds(10)) == .milliseconds(10))
    }

    @Test("after a foreign commit each commit is followed by a pause, and pauses in which nobody comes grow rare")
    func turns() {
        var turns = WritingTurns()
        turns.sawAnother()
        var pauses: [Int] = []
        var inARow: [Int] = []
        for _ in 0..<7 {
            var commits = 0
            while turns.pause == 0 {
                turns.committed()
                commits += 1
            }
            inARow.append(commits)
            pauses.append(turns.pause)
            turns.paused()
        }
        #expect(inARow == [1, 2, 4, 8, 16, 32, 32])
        #expect(pauses == [3, 3, 3, 3, 3, 1, 1])
    }

    @Test("a foreign commit ends a pause, and time without writes counts as one")
    func endOfPause() {
        var turns = WritingTurns()
        turns.sawAnother()
        turns.committed()
        #expect(turns.pause == 3)
        turns.sawAnother()
        #expect(turns.pause == 0)
        turns.paused()
        #expect(turns.allowed == 1)
        turns.committed()
        turns.wasIdle()
        #expect(turns.pause == 0)
    }
}
