import Testing

/// Mann and Whitney's U as a share of all pairs (the area under the ROC curve).
enum RankStatistic {
    /// In what share of all pairs the value of the first list is the greater one; equal ones count half.
    static func share(of first: [Double], above second: [Double]) -> Double {
        let all = (first.map { ($0, true) } + second.map { ($0, false) }).sorted { $0.0 < $1.0 }
        var rankSum = 0.0
        var start = 0
        while start < all.count {
            var end = start
            while end < all.count, all[end].0 == all[start].0 { end += 1 }
            // Equal values share the mean of their ranks, which begin at 1.
            let rank = Double(start + 1 + end) / 2
            rankSum += rank * Double(all[start..<end].count { $0.1 })
            start = end
        }
        let least = Double(first.count * (first.count + 1)) / 2
        return (rankSum - least) / Double(first.count * second.count)
    }
}

@Suite("The rank statistic")
struct RankStatisticTests {
    @Test("is 1 and 0 where one list is above, a half where they are alike, and counts equal values half")
    func values() {
        #expect(RankStatistic.share(of: [3, 4], above: [1, 2]) == 1)
        #expect(RankStatistic.share(of: [1, 2], above: [3, 4]) == 0)
        #expect(RankStatistic.share(of: [1, 4], above: [2, 3]) == 0.5)
        #expect(RankStatistic.share(of: [1, 1], above: [1, 1, 1]) == 0.5)
        #expect(RankStatistic.share(of: [2, 3], above: [1, 2]) == 0.875)
    }
}
