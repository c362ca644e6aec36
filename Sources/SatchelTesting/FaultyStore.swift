import ObjectStore
import Synchronization

/// A store in memory whose requests go wrong by rule.
final class FaultyStore: ObjectStore {
    /// What goes wrong next, and who waits.
    struct Rules {
        var next: [(TestBucket.Request, TestBucket.Fault)] = []
        var always: [TestBucket.Request: TestBucket.Fault] = [:]
        var counts: [TestBucket.Request: Int] = [:]
        /// Each is taken out under the lock, once, by ``TestBucket/release()``.
        var waiting: [CheckedContinuation<Void, Never>] = []

        mutating func fault(of request: TestBucket.Request) -> TestBucket.Fault? {
            counts[request, default: 0] += 1
            guard let index = next.firstIndex(where: { $0.0 == request }) else { return always[request] }
            return next.remove(at: index).1
        }

        mutating func takeWaiting() -> [CheckedContinuation<Void, Never>] {
            defer { waiting = [] }
            return waiting
        }
    }

    let objects = MemoryStore()
    let rules = Mutex(Rules())

    var description: String { objects.description }

    func get(_ key: String, range: ByteRange?, unless etag: ETag?) async throws(StoreError) -> GetResult {
        let fault = rules.withLock { $0.fault(of: .get) }
        try await suffer(fault)
        let result = try await objects.get(key, range: range, unless: etag)
        guard let fault, case .object(var object) = result else { return result }
        switch fault {
        case .truncated(let length): object.bytes = Array(object.bytes.prefix(length))
        case .damaged where !object.bytes.isEmpty: object.bytes[object.bytes.count / 2] ^= 1
        default: break
        }
        return .object(object)
    }

    func head(_ key: String) async throws(StoreError) -> ObjectInfo? {
        try await suffer(rules.withLock { $0.fault(of: .head) })
        return try await objects.head(key)
    }

    func list(prefix: String) async throws(StoreError) -> [ObjectInfo] {
        try await suffer(rules.withLock { $0.fault(of: .list) })
        return try await objects.list(prefix: prefix)
    }

    func delete(_ key: String) async throws(StoreError) {
        try await change(.delete) { store throws(StoreError) in try await store.delete(key) }
    }

    func put(
        _ key: String, _ bytes: [UInt8], if condition: PutCondition, deadline: ContinuousClock.Instant?
    ) async throws(StoreError) -> ETag {
        try await change(.put) { store throws(StoreError) in
            try await store.put(key, bytes, if: condition, deadline: deadline)
        }
    }

    /// Does what changes the store, as its fault lets it.
    private func change<Success: Sendable>(
        _ request: TestBucket.Request, _ work: @escaping @Sendable (MemoryStore) async throws(StoreError) -> Success
    ) async throws(StoreError) -> Success {
        let fault = rules.withLock { $0.fault(of: request) }
        switch fault {
        case .lostAnswer, .internalError: _ = try await work(objects)
        case .landsLate:
            Task { [self] in
                await wait()
                _ = try? await work(objects)
            }
            throw Self.lost
        default: break
        }
        try await suffer(fault)
        return try await work(objects)
    }

    /// Waits or throws, where that is what the fault does.
    private func suffer(_ fault: TestBucket.Fault?) async throws(StoreError) {
        switch fault {
        case .lostRequest, .lostAnswer, .landsLate: throw Self.lost
        case .held: await wait()
        case .preconditionFailed:
            throw StoreError(.conditionFailed, "the condition does not hold.", status: 412, code: "PreconditionFailed")
        case .slowDown: throw StoreError(.throttled(retryAfter: nil), "reduce your request rate.", status: 503, code: "SlowDown")
        case .internalError:
            throw StoreError(.unknownOutcome, "an internal error, please try again.", status: 500, code: "InternalError")
        case .denied: throw StoreError(.denied, "access denied.", status: 403, code: "AccessDenied")
        case .unreachable: throw StoreError(.unreachable, "the bucket can't be reached.")
        case .truncated, .damaged, nil: return
        }
    }

    private func wait() async {
        await withCheckedContinuation { waiter in rules.withLock { $0.waiting.append(waiter) } }
    }

    private static let lost = StoreError(.unknownOutcome, "the connection was lost.")
}
