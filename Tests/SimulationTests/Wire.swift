import ObjectStore

/// One process's way to the store: delays, losses, repetitions and refusals are drawn here.
///
/// A request is done at one moment, between its call and its answer (or after the client has given up). The promise of
/// ``StoreError/Kind`` is kept: what is "definitely not applied" never is; what is `unknownOutcome` may be, now or later.
struct Wire: ObjectStore {
    let world: World
    let store: SimulatedStore
    let process: SimulatedProcess

    var description: String { "simulation:" }

    func get(_ key: String, range: ByteRange?, unless etag: ETag?) async throws(StoreError) -> GetResult {
        let what = "GET \(key)\(range.map { " \($0)" } ?? "") unless \(etag?.rawValue ?? "-")"
        let result = try await exchange(what, patience: 2_000_000, show: Self.show) { [store] in
            store.get(key, range: range, unless: etag)
        }
        guard case .object(let object) = result, !object.bytes.isEmpty else { return result }
        guard world.random.chance(world.weather.truncated) else {
            if key == Simulation.key { process.hasSeenDatabase = true }
            return result
        }
        return .object(try truncated(object))
    }

    /// Some clients notice that bytes are missing, others hand over what came.
    private func truncated(_ object: Object) throws(StoreError) -> Object {
        let length = world.random.below(object.bytes.count)
        world.note(process.name, "  the download was cut to \(length) of \(object.bytes.count) bytes")
        world.faults += 1
        if world.random.chance(500) { throw StoreError(.corrupt, "the download was cut") }
        return Object(bytes: Array(object.bytes.prefix(length)), info: object.info)
    }

    func put(
        _ key: String, _ bytes: [UInt8], if condition: PutCondition, deadline: ContinuousClock.Instant?
    ) async throws(StoreError) -> ETag {
        let patience = deadline.map { max(0, world.time(of: $0) - world.now) } ?? 5_000_000
        let what = "PUT \(key) (\(bytes.count) bytes) if \(Self.show(condition))"
        // A creation that was sent before the database was seen may land whenever it likes: nobody can call it back.
        let mustNotCreate = process.hasSeenDatabase && condition == .absent && key == Simulation.key
        let tag = try await exchange(what, patience: patience, isWrite: true, show: { $0.rawValue }) { [store, world, process] in
            let result = store.put(key, bytes, if: condition, by: process)
            if mustNotCreate, case .success = result { world.violation("the database was made anew after it had vanished") }
            return result
        }
        if key == Simulation.key { process.hasSeenDatabase = true }
        return tag
    }

    func head(_ key: String) async throws(StoreError) -> ObjectInfo? {
        try await exchange("HEAD \(key)", patience: 2_000_000, show: { $0?.etag?.rawValue ?? "missing" }) { [store] in
            .success(store.head(key))
        }
    }

    func delete(_ key: String) async throws(StoreError) {
        try await exchange("DELETE \(key)", patience: 2_000_000, isWrite: true, show: { "done" }) { [store] in
            .success(store.delete(key))
        }
    }

    func list(prefix: String) async throws(StoreError) -> [ObjectInfo] {
        let age = world.random.chance(world.weather.staleList) ? world.random.below(4) : 0
        return try await exchange("LIST \(prefix)", patience: 2_000_000, show: { "\($0.count) keys" }) { [store] in
            .success(store.list(prefix: prefix, age: age))
        }
    }

    /// A read from within SQLite's own call: no time passes, and no other job runs.
    func getNow(_ key: String, _ range: ByteRange) throws(StoreError) -> GetResult {
        if world.isOver { throw StoreError(.denied, "the world is over") }
        let result: Result<GetResult, StoreError> =
            switch fate(isWrite: false) {
            case .refused(let error): .failure(error)
            case .sent(_, .some, _): store.get(key, range: range, unless: nil)
            default: .failure(StoreError(.unknownOutcome, "no answer came in time"))
            }
        world.note(process.name, "GET \(key) \(range) → \(Self.show(result, Self.show))")
        return try result.get()
    }

    // MARK: The way there and back

    private enum Fate {
        case refused(StoreError)
        /// - arrivals: when each copy of the request is done.
        /// - answering: the copy whose answer comes back.
        /// - reset: when the connection breaks, if no answer has come.
        case sent(arrivals: [World.Time], answering: Int?, reset: World.Time?)
    }

    private func fate(isWrite: Bool) -> Fate {
        let weather = world.weather
        if world.random.chance(weather.lostRequest) { return .sent(arrivals: [], answering: nil, reset: reset()) }
        if world.random.chance(weather.lostAnswer) { return .sent(arrivals: [delay()], answering: nil, reset: reset()) }
        if world.random.chance(weather.late) {
            let reset = delay()
            return .sent(
                arrivals: [reset + world.random.below(world.random.pick([50_000, 10_000_000]))], answering: nil, reset: reset)
        }
        if world.random.chance(weather.duplicated) {
            let answering = world.random.chance(300) ? nil : world.random.below(2)
            return .sent(arrivals: [delay(), delay()], answering: answering, reset: reset())
        }
        if let refusal = refusal(isWrite: isWrite) { return .refused(refusal) }
        if world.random.chance(weather.failing) {
            return world.random.chance(500)
                ? .sent(arrivals: [delay()], answering: nil, reset: reset())
                : .refused(StoreError(.unknownOutcome, "internal error", status: 500))
        }
        return .sent(arrivals: [delay()], answering: 0, reset: nil)
    }

    private func refusal(isWrite: Bool) -> StoreError? {
        let weather = world.weather
        if world.random.chance(weather.throttled) {
            let wait: Double? = world.random.pick([nil, nil, 0.2, 1])
            return StoreError(.throttled(retryAfter: wait), "slow down", status: world.random.pick([429, 503]))
        }
        if isWrite, world.random.chance(weather.conflict) { return SimulatedStore.refusal(409) }
        if world.random.chance(weather.denied) { return StoreError(.denied, "access denied", status: 403) }
        if world.random.chance(weather.unreachable) { return StoreError(.unreachable, "no connection") }
        return nil
    }

    /// Most broken connections are noticed at once, some only when patience ends.
    private func reset() -> World.Time? { world.random.chance(700) ? delay() : nil }

    private func delay() -> World.Time {
        let weather = world.weather
        return world.random.within(world.random.chance(weather.slow) ? weather.slowDelay : weather.delay)
    }

    private func exchange<Answer: Sendable>(
        _ what: String, patience: World.Time, isWrite: Bool = false, show: @escaping (Answer) -> String,
        _ act: @escaping () -> Result<Answer, StoreError>
    ) async throws(StoreError) -> Answer {
        if world.isOver { throw StoreError(.denied, "the world is over") }
        let fate = fate(isWrite: isWrite)
        world.note(process.name, "\(what) …")
        let result: Result<Answer, StoreError> = await withUnsafeContinuation { continuation in
            let reply = Reply(continuation)
            switch fate {
            case .refused(let error):
                world.faults += 1
                world.after(delay()) { answer(reply, what, .failure(error), show) }
            case .sent(let arrivals, let answering, let reset):
                if answering == nil || arrivals.count > 1 { world.faults += 1 }
                for (copy, arrival) in arrivals.enumerated() {
                    world.after(arrival) {
                        let result = perform(what, act, show)
                        if copy == answering { world.after(delay()) { answer(reply, what, result, show) } }
                    }
                }
                if let reset {
                    world.after(reset) {
                        answer(reply, what, .failure(StoreError(.unknownOutcome, "the connection broke")), show)
                    }
                }
            }
            world.after(patience) {
                answer(reply, what, .failure(StoreError(.unknownOutcome, "no answer came in time")), show)
            }
        }
        return try result.get()
    }

    private func perform<Answer>(
        _ what: String, _ act: () -> Result<Answer, StoreError>, _ show: (Answer) -> String
    ) -> Result<Answer, StoreError> {
        if world.isOver { return .failure(StoreError(.denied, "the world is over")) }
        let result = act()
        world.note("store", "\(process.name)'s \(what): \(Self.show(result, show))")
        return result
    }

    private func answer<Answer>(
        _ reply: Reply<Answer>, _ what: String, _ result: Result<Answer, StoreError>, _ show: (Answer) -> String
    ) {
        guard reply.give(result) else { return }
        world.note(process.name, "\(what) → \(Self.show(result, show))")
    }

    // MARK: Words for the trace

    private static func show<Answer>(_ result: Result<Answer, StoreError>, _ show: (Answer) -> String) -> String {
        switch result {
        case .success(let answer): show(answer)
        case .failure(let error): "\(error.kind) (\(error))"
        }
    }

    private static func show(_ result: GetResult) -> String {
        switch result {
        case .object(let object): "\(object.bytes.count) bytes, tag \(object.info.etag?.rawValue ?? "-")"
        case .notModified: "not modified"
        case .missing: "missing"
        }
    }

    private static func show(_ condition: PutCondition) -> String {
        switch condition {
        case .always: "anything"
        case .absent: "absent"
        case .matches(let etag): "tag is \(etag)"
        }
    }
}

/// A continuation that is resumed by the first of an answer and the end of patience.
private final class Reply<Answer: Sendable> {
    private var continuation: UnsafeContinuation<Result<Answer, StoreError>, Never>?

    init(_ continuation: UnsafeContinuation<Result<Answer, StoreError>, Never>) { self.continuation = continuation }

    func give(_ result: Result<Answer, StoreError>) -> Bool {
        guard let continuation else { return false }
        self.continuation = nil
        continuation.resume(returning: result)
        return true
    }
}
