import Blocking
import Dispatch
import Glibc
import HTTPTypes
import SatchelTesting
import Secrets
import Testing

@testable import Accounts

@Suite("Time and threads of password hashing")
struct EqualTimeTests {
    /// Occupies every thread and every place of a queue until it is let go.
    private func occupied(_ queue: BlockingQueue, while body: () async throws -> Void) async throws {
        // A thread is counted for a moment longer than its last job takes.
        while queue.load.running > 0 { await Task.yield() }
        let gate = DispatchSemaphore(value: 0)
        let jobs = (0..<queue.width + queue.limit).map { _ in
            Task { try await queue.run { gate.wait() } }
        }
        while queue.load.running + queue.load.waiting < jobs.count { await Task.yield() }
        try await body()
        for _ in jobs { gate.signal() }
        for job in jobs { try await job.value }
    }

    @Test("an unknown name needs the hasher as a known one does: while it is occupied, neither is answered")
    func unknownNamesAreHashed() async throws {
        let site = try await TestSite { $0.passwordQueueLimit = 1 }
        _ = try await site.member("ada")
        _ = try await site.member("bob")
        try await site.accounts.directory(site.engine).deactivate("bob")
        let names = ["ada", "eve", "bob", "no name at all", String(repeating: "x", count: 300)]
        try await occupied(site.accounts.passwords.queue) {
            for name in names {
                let answer = try await site.visitor().signIn(name, "wrong horse")
                #expect(answer.status == .serviceUnavailable, "\(name)")
                #expect(answer.headers[.retryAfter] == "5")
                #expect(answer.visibleText.contains("Many people are signing in"))
            }
        }
        for name in names {
            #expect(try await site.visitor().signIn(name, "wrong horse").status == .unprocessableContent)
        }
    }

    @Test("attempts that the server was too busy for do not count as failed")
    func busyIsNotFailed() async throws {
        let site = try await TestSite {
            $0.passwordQueueLimit = 1
            $0.signInAttempts = 2
        }
        _ = try await site.member("ada")
        try await occupied(site.accounts.passwords.queue) {
            for _ in 0..<5 {
                let answer = try await site.visitor().signIn("ada", "correct horse")
                #expect(answer.status == .serviceUnavailable)
            }
        }
        #expect(try await site.visitor().signIn("ada", "correct horse").status == .seeOther)
    }

    @Test("hashing threads give way to pages, and no other thread becomes slower")
    func niceness() async throws {
        let desk = PasswordDesk(scheme: .bcrypt(cost: 4), limit: 100)
        // A thread that was idle for long is gone, and the one that comes for the question has not hashed: then both are done again.
        var own: Int32 = 0
        for _ in 0..<20 where own != 10 {
            _ = try await desk.hash(Password("correct horse"))
            own = try await desk.queue.run { Self.niceness }
        }
        #expect(own == 10)
        let others = BlockingQueue(label: "others", width: 8)
        try await withThrowingTaskGroup(of: Int32.self) { group in
            for _ in 0..<64 { group.addTask { try await others.run { Self.niceness } } }
            for try await niceness in group { #expect(niceness == 0) }
        }
    }

    private static var niceness: Int32 { getpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0) }
}
