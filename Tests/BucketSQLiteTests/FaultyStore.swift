import ObjectStore
import Synchronization

/// An in-memory store with S3's conditions, whose answers can be lost, refused, delayed or damaged by rule.
final class FaultyStore: ObjectStore {
    enum Operation: Sendable, Hashable { case get, put }

    enum Fault: Sendable {
        /// The request never reaches the store; the caller can't know.
        case lostBefore
        /// Applied, but the answer is lost.
        case lostAfter
        /// Applied twice; the caller sees the second answer.
        case duplicated
        case refused(StoreError.Kind)
        /// The bytes of the answer are cut to this length.
        case cut(Int)
        /// A bit of the answer is flipped on its way.
        case flipped
        /// Waits for the gate, then goes on.
        case held(Gate)
        /// Read at once; the answer waits for the gate.
        case answeredLate(Gate)
        /// Refused to the caller, and applied as soon as `Gate` opens: a PUT that lands late.
        case landsLate(Gate)
    }

    private struct State {
        var objects: [String: (bytes: [UInt8], etag: ETag)] = [:]
        var counter = 0
        var counts: [Operation: Int] = [:]
        var rules: [(Operation, Fault)] = []
        var always: [Operation: Fault] = [:]
        var bytesRead = 0
        var listedTime: Int64?
    }
    private let state = Mutex(State())

    var description: String { "memory:" }

    /// The next `operation` that comes suffers `fault`; rules are used up in order.
    func next(_ operation: Operation, _ fault: Fault) { state.withLock { $0.rules.append((operation, fault)) } }
    /// Every `operation` suffers `fault` until it is taken back with `nil`.
    func always(_ operation: Operation, _ fault: Fault?) { state.withLock { $0.always[operation] = fault } }
    func count(_ operation: Operation) -> Int { state.withLock { $0.counts[operation] ?? 0 } }
    func bytes(_ key: String) -> [UInt8]? { state.withLock { $0.objects[key]?.bytes } }
    var bytesRead: Int { state.withLock { $0.bytesRead } }
    func remove(_ key: String) { state.withLock { $0.objects[key] = nil } }
    /// What is listed says that it was stored at this time, in milliseconds since 1970.
    func stampListings(_ time: Int64) { state.withLock { $0.listedTime = time } }
    /// Rules that were not used up are taken back.
    func forgetRules() { state.withLock { $0.rules = [] } }
    func keys() -> [String] { state.withLock { $0.objects.keys.sorted() } }
    func place(_ key: String, _ bytes: [UInt8]) {
        state.withLock { state in
            state.counter += 1
            state.objects[key] = (bytes, ETag("\"\(state.counter)\""))
        }
    }

    private func fault(_ operation: Operation) -> Fault? {
        state.withLock { state in
            state.counts[operation, default: 0] += 1
            if let index = state.rules.firstIndex(where: { $0.0 == operation }) { return state.rules.remove(at: index).1 }
            return state.always[operation]
        }
    }

    private static let lost = StoreError(.unknownOutcome, "the connection was lost")

    func get(_ key: String, range: ByteRange?, unless etag: ETag?) async throws(StoreError) -> GetResult {
        var cut: Int?
        var isFlipped = false
        var isLate: Gate?
        switch fault(.get) {
        case .refused(let kind): throw StoreError(kind, "injected")
        case .lostBefore, .lostAfter: throw Self.lost
        case .held(let gate), .landsLate(let gate): await gate.wait()
        case .cut(let length): cut = length
        case .flipped: isFlipped = true
        case .answeredLate(let gate): isLate = gate
        case .duplicated, nil: break
        }
        await Task.yield()
        let there = state.withLock({ $0.objects[key] })
        await isLate?.wait()
        guard let found = there else { return .missing }
        if found.etag == etag { return .notModified }
        let asked =
            switch range {
            case .bounds(let bounds): Array(found.bytes[bounds.clamped(to: 0..<found.bytes.count)])
            case .from(let start): Array(found.bytes.dropFirst(start))
            case .suffix(let count): Array(found.bytes.suffix(count))
            case nil: found.bytes
            }
        var bytes = cut.map { Array(asked.prefix($0)) } ?? asked
        if isFlipped { bytes[bytes.count / 2] ^= 1 }
        state.withLock { $0.bytesRead += bytes.count }
        return .object(Object(bytes: bytes, info: ObjectInfo(key: key, etag: found.etag, size: found.bytes.count)))
    }

    func put(
        _ key: String, _ bytes: [UInt8], if condition: PutCondition, deadline: ContinuousClock.Instant?
    ) async throws(StoreError) -> ETag {
        await Task.yield()
        switch fault(.put) {
        case .refused(let kind): throw StoreError(kind, "injected")
        case .lostBefore: throw Self.lost
        case .lostAfter:
            _ = try? apply(key, bytes, condition)
            throw Self.lost
        case .duplicated: _ = try? apply(key, bytes, condition)
        case .held(let gate): await gate.wait()
        case .landsLate(let gate):
            Task {
                await gate.wait()
                _ = try? self.apply(key, bytes, condition)
            }
            throw Self.lost
        case .cut, .flipped, .answeredLate, nil: break
        }
        return try apply(key, bytes, condition)
    }

    private func apply(_ key: String, _ bytes: [UInt8], _ condition: PutCondition) throws(StoreError) -> ETag {
        let etag = state.withLock { state -> ETag? in
            let old = state.objects[key]?.etag
            switch condition {
            case .always: break
            case .absent: if old != nil { return nil }
            case .matches(let wanted): if old != wanted { return nil }
            }
            state.counter += 1
            let etag = ETag("\"\(state.counter)\"")
            state.objects[key] = (bytes, etag)
            return etag
        }
        guard let etag else { throw StoreError(.conditionFailed, "the condition does not hold", status: 412) }
        return etag
    }

    func head(_ key: String) async throws(StoreError) -> ObjectInfo? {
        state.withLock { state in
            state.objects[key].map { ObjectInfo(key: key, etag: $0.etag, size: $0.bytes.count) }
        }
    }
    func delete(_ key: String) async throws(StoreError) { remove(key) }
    func list(prefix: String) async throws(StoreError) -> [ObjectInfo] {
        let time = state.withLock { $0.listedTime }
        return keys().filter { $0.hasPrefix(prefix) }.map { ObjectInfo(key: $0, etag: nil, size: 0, modified: time) }
    }
}

/// Opens once, for all who wait.
actor Gate {
    private var isOpen = false
    private var waiting: [CheckedContinuation<Void, Never>] = []
    private var arrivals: [CheckedContinuation<Void, Never>] = []
    private var hasArrived = false

    func wait() async {
        hasArrived = true
        for one in arrivals { one.resume() }
        arrivals = []
        if isOpen { return }
        await withCheckedContinuation { waiting.append($0) }
    }

    /// Returns when somebody stands at the gate.
    func arrival() async {
        if hasArrived { return }
        await withCheckedContinuation { arrivals.append($0) }
    }

    func open() {
        isOpen = true
        for one in waiting { one.resume() }
        waiting = []
    }
}
