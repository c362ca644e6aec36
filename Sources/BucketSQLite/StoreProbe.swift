// The probe: does this store do what its S3 API promises about conditions? Many writers are safe only where it does.
//
//   create          PUT If-None-Match: *   on a key that does not exist    is applied
//   refuse create   the same               on a key that exists            is refused, and the object stays as it was
//   update          PUT If-Match: tag      with the tag that stands there  is applied
//   refuse stale    the same               with the tag before             is refused, and the object stays as it was
//   race            several PUT If-Match with one tag at once              exactly one is applied, and its bytes stand
//
// It takes about a dozen requests on a key of its own below `KEY.d/probe/`, which is deleted at the end. The result is kept with
// the lineage (`Manifest.provenStore`, or a row in a file's table), bound to the store's identity: a copy in another store is
// probed again.

import Database
import LTX
public import ObjectStore

/// What a store does with conditions.
public struct StoreProbe: Sendable {
    /// One promise.
    public enum Promise: String, Sendable, Hashable, CaseIterable {
        /// A new key is created under the condition that it is new.
        case create
        /// A key that is there is not created again.
        case refuseCreate
        /// An object is overwritten under the condition that it is the one that was read.
        case update
        /// An object that has changed since is not overwritten.
        case refuseStale
        /// Of several updates at once exactly one is applied.
        case race

        /// For people.
        public var title: String {
            switch self {
            case .create: "create: If-None-Match: * on a new key is applied"
            case .refuseCreate: "refuse create: If-None-Match: * on an existing key is refused"
            case .update: "update: If-Match with the current tag is applied"
            case .refuseStale: "refuse stale: If-Match with an old tag is refused"
            case .race: "race: of several updates of one version exactly one is applied"
            }
        }

        /// What is broken where it does not hold.
        var lack: String {
            switch self {
            case .create: "refuses If-None-Match: * on a key that does not exist"
            case .refuseCreate: "ignores If-None-Match: *, and overwrites what exists"
            case .update: "refuses If-Match with the tag that it has just given"
            case .refuseStale: "ignores If-Match, and overwrites what another instance has written"
            case .race: "lets several of the writers win that race with If-Match for one version"
            }
        }
    }

    /// What came out for one promise.
    public struct Outcome: Sendable, Hashable {
        /// What was promised.
        public var promise: Promise
        /// Whether the store keeps it.
        public var holds: Bool
        /// What the store did, where that is not what was promised.
        public var evidence: String?
    }

    let store: any ObjectStore
    let root: String
    let runtime: BucketRuntime

    private static var racers: Int { 6 }

    /// A probe of `store`, on a key of its own below `key`.
    public init(of store: any ObjectStore, key: String) { self.init(of: store, key: key, runtime: BucketRuntime()) }

    init(of store: any ObjectStore, key: String, runtime: BucketRuntime) {
        self.store = store
        root = key
        self.runtime = runtime
    }

    /// Tries each promise in turn, on a key that nobody else uses; stops at the first that does not hold, because the next ones
    /// rest on it.
    ///
    /// Throws a `StoreError` where the store can't be asked at all (denied, unreachable): that says nothing about its promises.
    public func run() async throws -> [Outcome] {
        let key = "\(root).d/probe/\(String(runtime.random(), radix: 16))"
        do {
            let outcomes = try await outcomes(key)
            try? await store.delete(key)
            return outcomes
        } catch {
            try? await store.delete(key)
            throw error
        }
    }

    private func outcomes(_ key: String) async throws -> [Outcome] {
        var outcomes: [Outcome] = []
        func note(_ promise: Promise, _ evidence: String?) -> Bool {
            outcomes.append(Outcome(promise: promise, holds: evidence == nil, evidence: evidence))
            return evidence == nil
        }
        let first = try await attempt(key, "first", if: .absent)
        guard note(.create, first == nil ? "it was refused" : nil), let first else { return outcomes }
        let again = try await attempt(key, "second", if: .absent)
        guard note(.refuseCreate, try await refusal(again, key, keeps: "first")) else { return outcomes }
        let second = try await attempt(key, "second", if: .matches(first))
        guard note(.update, second == nil ? "it was refused" : nil), let second else { return outcomes }
        let stale = try await attempt(key, "third", if: .matches(first))
        guard note(.refuseStale, try await refusal(stale, key, keeps: "second")) else { return outcomes }
        _ = note(.race, try await race(key, from: second))
        return outcomes
    }

    /// `nil` where the write was refused and the object is as it was.
    private func refusal(_ etag: ETag?, _ key: String, keeps text: String) async throws -> String? {
        if etag != nil { return "it was applied" }
        return try await self.text(key) == text ? nil : "it was refused, and yet the object changed"
    }

    private func race(_ key: String, from etag: ETag) async throws -> String? {
        let winners = try await withThrowingTaskGroup(of: String?.self) { group in
            for racer in 0..<Self.racers {
                group.addTask { try await attempt(key, "racer \(racer)", if: .matches(etag)) == nil ? nil : "racer \(racer)" }
            }
            return try await group.reduce(into: [String]()) { if let name = $1 { $0.append(name) } }
        }
        guard winners.count == 1 else { return "\(winners.count) of \(Self.racers) were applied" }
        return try await text(key) == winners[0] ? nil : "the object is not what the winner wrote"
    }

    /// The new tag; `nil` where the write was not applied. Answers are not taken on trust: a refusal is settled by looking.
    private func attempt(_ key: String, _ text: String, if condition: PutCondition) async throws -> ETag? {
        let bytes = Array(text.utf8)
        for attempt in 1... {
            do {
                return try await store.put(key, bytes, if: condition, deadline: nil)
            } catch {
                switch error.kind {
                case .conditionFailed: return try await tag(key, of: bytes)
                case .unknownOutcome, .throttled, .unreachable:
                    guard attempt < 8 else { throw error }
                    try await runtime.backOff(attempt)
                default: throw error
                }
            }
        }
        return nil
    }

    /// The tag, where the object has these bytes: a write whose answer was lost, or that arrived twice, was applied.
    private func tag(_ key: String, of bytes: [UInt8]) async throws -> ETag? {
        guard case .object(let object) = try await store.get(key, range: nil, unless: nil), object.bytes == bytes else {
            return nil
        }
        return object.info.etag
    }

    private func text(_ key: String) async throws -> String? {
        guard case .object(let object) = try await store.get(key, range: nil, unless: nil) else { return nil }
        return String(decoding: object.bytes, as: UTF8.self)
    }
}

extension StoreProbe {
    /// Throws where one of the promises does not hold, saying which and what to do.
    static func check(_ outcomes: [Outcome], of store: any ObjectStore) throws(DatabaseError) {
        guard let broken = outcomes.first(where: { !$0.holds }) else { return }
        throw DatabaseError(
            .unavailable(retryAfter: nil),
            "the store \(store.description) \(broken.promise.lack)"
                + (broken.evidence.map { " (\($0))" } ?? "")
                + ": several instances would overwrite each other's commits. Use a store with conditional writes (AWS S3, "
                + "Cloudflare R2, MinIO and others); or, with one instance only, add ignore_conflicts=true to the database's URL. "
                + "`satchel db probe` shows all that was tried")
    }

    /// Names a store for the record of a passed probe; never 0.
    static func mark(of store: any ObjectStore) -> UInt64 { max(1, CRC64.of(store.identity.utf8)) }
}
