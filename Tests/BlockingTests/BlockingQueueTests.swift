import Blocking
import Dispatch
import Synchronization
import Testing

@Suite("The blocking queue")
struct BlockingQueueTests {
    struct Refusal: Error, Equatable { let number: Int }

    /// Work that waits until it is let go, so that a test can fill a queue without a clock.
    final class Gate: Sendable {
        private let semaphore = DispatchSemaphore(value: 0)
        func wait() { semaphore.wait() }
        func open(_ count: Int) { for _ in 0..<count { semaphore.signal() } }
    }

    /// What the threads of a test tell.
    final class Record: Sendable {
        private let state = Mutex((running: 0, most: 0, done: [Int]()))
        var most: Int { state.withLock { $0.most } }
        var done: [Int] { state.withLock { $0.done } }

        func enter() {
            state.withLock {
                $0.running += 1
                $0.most = max($0.most, $0.running)
            }
        }

        func leave(_ number: Int) {
            state.withLock {
                $0.running -= 1
                $0.done.append(number)
            }
        }
    }

    private func until(_ condition: @Sendable () -> Bool) async {
        while !condition() { await Task.yield() }
    }

    @Test("A result comes back, and so does an error")
    func results() async throws {
        let queue = BlockingQueue(label: "test", width: 1)
        #expect(try await queue.run { 6 * 7 } == 42)
        await #expect(throws: Refusal(number: 3)) { try await queue.run { throw Refusal(number: 3) } }
        #expect(try await queue.run { "after" } == "after")
    }

    @Test("Whoever measures sees what runs, what waits and what was refused, for as long as there is the queue")
    func loads() async throws {
        let label = "test \(UInt64.random(in: 0...(.max)))"
        let gate = Gate()
        do {
            let queue = BlockingQueue(label: label, width: 1, limit: 1)
            let (first, second) = (queue.submit { gate.wait() }, queue.submit { gate.wait() })
            #expect(first && second && !queue.submit {})
            let load = try #require(QueueLoad.all.first { $0.label == label })
            #expect((load.width, load.running, load.waiting, load.refused) == (1, 1, 1, 1))
            gate.open(2)
            await until { queue.load == (0, 0) }
        }
        #expect(!QueueLoad.all.contains { $0.label == label })
    }

    @Test("Never more than `width` at once, and everything is done", arguments: [1, 3])
    func width(width: Int) async throws {
        let queue = BlockingQueue(label: "test", width: width)
        let record = Record()
        let sum = try await withThrowingTaskGroup(of: Int.self) { group in
            for number in 1...500 {
                group.addTask {
                    try await queue.run {
                        record.enter()
                        defer { record.leave(number) }
                        return number
                    }
                }
            }
            return try await group.reduce(0, +)
        }
        #expect(sum == 125_250)
        #expect(record.most <= width)
        await until { queue.load == (0, 0) }
    }

    @Test("Beyond `limit` waiting, more is refused at once; the rest is done")
    func overload() async throws {
        let queue = BlockingQueue(label: "mail", width: 2, limit: 3)
        let gate = Gate()
        let tasks = (0..<5).map { _ in Task { try await queue.run { gate.wait() } } }
        await until { queue.load == (2, 3) }
        let error = await #expect(throws: BlockingQueue.Overloaded.self) { try await queue.run {} }
        #expect(error?.description == "the queue mail is full: try again later")
        gate.open(5)
        for task in tasks { try await task.value }
        try await queue.run {}
    }

    @Test("What waits is done in the order in which it came")
    func order() async throws {
        let queue = BlockingQueue(label: "test", width: 1)
        let gate = Gate()
        let record = Record()
        let first = Task { try await queue.run { gate.wait() } }
        await until { queue.load.running == 1 }
        var tasks: [Task<Void, any Error>] = []
        for number in 0..<200 {
            tasks.append(Task { try await queue.run { record.leave(number) } })
            await until { queue.load.waiting == number + 1 }
        }
        gate.open(1)
        try await first.value
        for task in tasks { try await task.value }
        #expect(record.done == Array(0..<200))
    }

    @Test("What a piece of work holds is let go of when it is done, though its thread stays")
    func letGo() async throws {
        final class Thing: Sendable {}
        let queue = BlockingQueue(label: "test", width: 1)
        weak var kept: Thing?
        do {
            let thing = Thing()
            kept = thing
            try await queue.run { _ = thing }
        }
        while kept != nil { await Task.yield() }
    }

    @Test("Queues don't take threads from each other, however many pieces of work wait for one another")
    func ownThreads() async throws {
        let gate = Gate()
        let queues = (0..<300).map { BlockingQueue(label: "waiting \($0)", width: 1) }
        let waiting = queues.map { queue in Task { try await queue.run { gate.wait() } } }
        await until { queues.allSatisfy { $0.load.running == 1 } }
        try await BlockingQueue(label: "opening", width: 1).run { gate.open(300) }
        for task in waiting { try await task.value }
    }

    @Test("A queue that is let go while work waits finishes it")
    func released() async throws {
        let gate = Gate()
        var queue: BlockingQueue? = BlockingQueue(label: "test", width: 1)
        let tasks = [1, 2].map { [queue] number in
            Task {
                try await queue?.run {
                    gate.wait(); return number
                }
            }
        }
        queue = nil
        gate.open(2)
        #expect(try await tasks[0].value == 1)
        #expect(try await tasks[1].value == 2)
    }
}
