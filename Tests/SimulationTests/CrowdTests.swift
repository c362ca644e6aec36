import BucketSQLite
import Testing

/// What a crowd gets, in multiples of the store's answer time: the same in each run, whatever else the machine does.
@Suite("A crowd")
struct CrowdTests {
    @Test("that reads shares questions and does not wait for two", arguments: BucketOptions.Layout.allCases, [0, 1000, 25_000])
    func reads(layout: BucketOptions.Layout, pause: Int) {
        let crowd = Crowd(seed: 1, layout: layout)
        crowd.run(instances: 1, clients: 64, .reading, seconds: 2, pause: pause)
        #expect(crowd.failures == [])
        #expect(crowd.total > 1000)
        #expect(Double(crowd.requests) / Double(crowd.total) <= 40 / 1000)
        #expect(crowd.percentile(0.5) <= 1.7)
    }

    @Test("that writes goes out in waves", arguments: BucketOptions.Layout.allCases, [0, 1000, 25_000])
    func writes(layout: BucketOptions.Layout, pause: Int) {
        let crowd = Crowd(seed: 2, layout: layout)
        crowd.run(instances: 1, clients: 64, .writing, seconds: 2, pause: pause)
        #expect(crowd.failures == [])
        let halfInEachCommit = 64 / (2 * Double(Crowd.roundTrip) / 1e6)
        #expect(Double(crowd.total) / 2 >= 0.8 * halfInEachCommit)
    }

    @Test("of instances that write without pause gives each its turn", arguments: BucketOptions.Layout.allCases, [2, 4])
    func turns(layout: BucketOptions.Layout, instances: Int) {
        let alone = Crowd(seed: 3, layout: layout)
        alone.run(instances: 1, clients: 8, .writing, seconds: 3)
        let crowd = Crowd(seed: 4, layout: layout)
        crowd.run(instances: instances, clients: 8, .writing, seconds: 3)
        #expect(crowd.failures == [])
        #expect(Double(crowd.total) >= 0.5 * Double(alone.total))
        #expect(Double(crowd.answers[0]) >= 0.6 * Double(crowd.total) / Double(instances), "\(crowd.answers)")
    }
}
