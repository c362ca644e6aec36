import BucketSQLite
import Database
import ObjectStore

@testable import BucketSQLite

extension Sabotage {
    // MARK: How a commit is looked for

    static let lookups = [
        Sabotage(name: "the id is not looked for", layout: { BrokenLayout(inner: $0, process: $1, onSearch: { _ in .absent }) }),
        Sabotage(name: "the id is always found", layout: { BrokenLayout(inner: $0, process: $1, onSearch: { _ in .found }) }),
        Sabotage(name: "a look that does not show it is final") { wire, key, bytes, condition, deadline throws(StoreError) in
            do throws(StoreError) {
                return try await wire.put(key, bytes, if: condition, deadline: deadline)
            } catch  where error.kind == .unknownOutcome {
                let etag = wire.store.etag(of: bytes, at: key)
                if case .notModified = try await wire.get(key, range: nil, unless: etag) { return etag }
                throw StoreError(.refused, "it is not there")
            }
        },
    ]

    // MARK: How the store's answer to a PUT is taken

    static let answers = [
        Sabotage(name: "acknowledged before the PUT") { wire, key, bytes, condition, deadline in
            _ = Task(executorPreference: wire.process) {
                try? await wire.put(key, bytes, if: condition, deadline: deadline)
            }
            return wire.store.etag(of: bytes, at: key)
        },
        Sabotage(name: "a refusal is taken for success") { wire, key, bytes, condition, deadline throws(StoreError) in
            do throws(StoreError) {
                return try await wire.put(key, bytes, if: condition, deadline: deadline)
            } catch  where error.kind == .conditionFailed {
                return wire.store.currentTag(key) ?? wire.store.etag(of: bytes, at: key)
            }
        },
        Sabotage(name: "a lost answer is taken for success") { wire, key, bytes, condition, deadline throws(StoreError) in
            do throws(StoreError) {
                return try await wire.put(key, bytes, if: condition, deadline: deadline)
            } catch  where error.kind == .unknownOutcome {
                return wire.store.etag(of: bytes, at: key)
            }
        },
        Sabotage(name: "a lost answer is taken for 'not sent'") { wire, key, bytes, condition, deadline throws(StoreError) in
            do throws(StoreError) {
                return try await wire.put(key, bytes, if: condition, deadline: deadline)
            } catch  where error.kind == .unknownOutcome {
                throw StoreError(.refused, "it was not sent")
            }
        },
        Sabotage(name: "repeated without its condition") { wire, key, bytes, condition, deadline throws(StoreError) in
            do throws(StoreError) {
                return try await wire.put(key, bytes, if: condition, deadline: deadline)
            } catch  where error.kind == .unknownOutcome {
                return try await wire.put(key, bytes, if: .always, deadline: deadline)
            }
        },
        Sabotage(name: "the closures are not run again") { wire, key, bytes, condition, deadline throws(StoreError) in
            do throws(StoreError) {
                return try await wire.put(key, bytes, if: condition, deadline: deadline)
            } catch  where error.kind == .conditionFailed {
                guard let newest = try await wire.head(key)?.etag else { throw error }
                return try await wire.put(key, bytes, if: .matches(newest), deadline: deadline)
            }
        },
        Sabotage(name: "no condition at all") { wire, key, bytes, _, deadline throws(StoreError) in
            try await wire.put(key, bytes, if: .always, deadline: deadline)
        },
    ]

    // MARK: How states are loaded and shown

    static let loads = [
        Sabotage(
            name: "freshness is not asked",
            store: { wire in
                BrokenStore(wire: wire) { wire, key, bytes, condition, deadline throws(StoreError) in
                    do throws(StoreError) {
                        return try await wire.put(key, bytes, if: condition, deadline: deadline)
                    } catch {
                        wire.process.mustLoad = true
                        throw error
                    }
                }
            },
            layout: { layout, process in
                BrokenLayout(inner: layout, process: process) { layout, base in
                    // What a commit needs after a refusal is loaded; what a reader asks is not.
                    guard base?.etag == nil || layout.process.mustLoad else { return .unchanged }
                    layout.process.mustLoad = false
                    return try await layout.inner.load(since: base)
                }
            }),
        Sabotage(name: "the pages of a refused commit are kept") { layout, base in
            let loaded = try await layout.inner.load(since: base)
            guard case .state(let state, _) = loaded, let refused = layout.process.prepared, base?.etag != nil else {
                return loaded
            }
            let mixed = BucketState(etag: state.etag, version: refused.version, manifest: state.manifest)
            return .state(mixed, continues: false)
        },
        Sabotage(name: "a load that failed is taken for 'missing'") { layout, base in
            do { return try await layout.inner.load(since: base) } catch is StoreError { return .missing }
        },
        Sabotage(
            name: "a missing database is made anew",
            layout: { layout, process in
                BrokenLayout(inner: layout, process: process) { layout, base in
                    let loaded = try await layout.inner.load(since: base)
                    guard case .missing = loaded, base?.etag != nil else { return loaded }
                    return .state(BucketState(etag: nil, version: .empty()), continues: false)
                }
            },
            emphasis: { $0.drawVanishing() }),
        Sabotage(
            name: "a cut download is filled up with zeros", layouts: [.file],
            store: { wire in
                BrokenStore(
                    wire: wire,
                    onCut: { cut in
                        let missing = [UInt8](repeating: 0, count: cut.info.size - cut.bytes.count)
                        return Object(bytes: cut.bytes + missing, info: cut.info)
                    })
            },
            emphasis: { $0.world.weather.truncated = 300 }),
        Sabotage(
            name: "a question takes the answer of one that was put before",
            store: { BrokenStore(wire: $0, sharesAnswers: true) },
            emphasis: { simulation in
                simulation.world.weather.slow = 300
                for slot in simulation.slots {
                    for _ in 0..<2 { slot.plans.append((0..<5).map { _ in Operation(number: simulation.nextNumber(), .read) }) }
                }
            }),
        Sabotage(
            name: "shown before it is durable", layout: { BrokenLayout(inner: $0, process: $1) },
            reading: { process in
                guard let prepared = process.prepared else { return nil }
                let connection = try PagedConnection(prepared.version, history: 0, mode: .reading)
                defer { connection.close() }
                return try connection.read { try Snapshot($0) }
            }),
    ]

    // MARK: How segments are kept

    static let segments = [
        Sabotage(
            name: "a segment is listed before it is stored", layouts: [.ltx],
            store: { wire in
                BrokenStore(
                    wire: wire,
                    onSegment: { wire, key, bytes, condition, deadline in
                        _ = Task(executorPreference: wire.process) {
                            try? await wire.put(key, bytes, if: condition, deadline: deadline)
                        }
                        return wire.store.etag(of: bytes, at: key)
                    })
            }),
        Sabotage(
            name: "a segment is deleted before the manifest goes without it", layouts: [.ltx],
            store: { wire in
                BrokenStore(
                    wire: wire,
                    onPut: { wire, key, bytes, condition, deadline throws(StoreError) in
                        let (old, new) = (wire.store.bytes(key).flatMap { try? Manifest($0) }, try? Manifest(bytes))
                        let dropped = (old?.objects(below: key) ?? []).subtracting(new?.objects(below: key) ?? [])
                        for segment in dropped { wire.store.delete(segment) }
                        return try await wire.put(key, bytes, if: condition, deadline: deadline)
                    })
            }),
    ]

    private init(name: String, put: @escaping BrokenStore.Put) {
        self.init(name: name, store: { BrokenStore(wire: $0, onPut: put) })
    }

    private init(name: String, load: @escaping @Sendable (BrokenLayout, BucketState?) async throws -> Loaded) {
        self.init(name: name, layout: { BrokenLayout(inner: $0, process: $1, onLoad: load) })
    }
}
