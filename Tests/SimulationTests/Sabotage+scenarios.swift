import BucketSQLite
import ObjectStore

@testable import BucketSQLite

extension Sabotage {
    // MARK: What only worlds of one kind show

    static let scenarios = [
        Sabotage(
            name: "a state is shown for longer than max_stale says", scenario: .stale, options: { $0.maxStale *= 1000 }),
        Sabotage(
            name: "a hold that was lost is taken back", layouts: [.ltx],
            layout: { layout, process in
                BrokenLayout(
                    inner: layout, process: process,
                    onPrepare: { state, hold in
                        if case .mine(let instance) = hold { (state, .takeOver(instance)) } else { (state, hold) }
                    })
            },
            scenario: .exclusive),
        Sabotage(
            name: "a held database is written all the same", layouts: [.ltx],
            layout: { layout, process in
                BrokenLayout(
                    inner: layout, process: process,
                    onPrepare: { state, hold in
                        var state = state
                        state.manifest?.holder = Manifest.nobody
                        return (state, hold)
                    })
            },
            scenario: .exclusive),
        Sabotage(
            name: "the upload at the stop overwrites what is there", layouts: [.file],
            store: { wire in
                BrokenStore(
                    wire: wire,
                    onPut: { wire, key, bytes, _, deadline throws(StoreError) in
                        try await wire.put(key, bytes, if: .always, deadline: deadline)
                    })
            },
            scenario: .lifespan),
        Sabotage(
            name: "what found its place taken at the stop is thrown away", layouts: [.file],
            store: { wire in
                BrokenStore(wire: wire, onSegment: { wire, key, bytes, _, _ in wire.store.etag(of: bytes, at: key) })
            },
            scenario: .lifespan),
        Sabotage(
            name: "a change of keys overwrites what instances commit meanwhile", scenario: .rotation,
            people: { wire in
                let always: BrokenStore.Put = { wire, key, bytes, _, deadline throws(StoreError) in
                    try await wire.put(key, bytes, if: .always, deadline: deadline)
                }
                return BrokenStore(wire: wire, onPut: always, onSegment: always)
            }),
        Sabotage(name: "it is stored unsealed", scenario: .rotation, options: { $0.encryption = nil }),
    ]

    // MARK: What people's commands do

    static let chores = [
        Sabotage(
            name: "a compaction deletes whatever is not listed at that moment", layouts: [.ltx], scenario: .tended,
            people: { wire in
                BrokenStore(
                    wire: wire,
                    onList: { wire, found in
                        let manifest = wire.store.bytes(Simulation.key).flatMap { try? Manifest($0) }
                        let listed = manifest?.objects(below: Simulation.key) ?? []
                        for object in found where !listed.contains(object.key) { wire.store.delete(object.key) }
                    })
            }),
        Sabotage(
            name: "a restore overwrites what instances commit meanwhile", layouts: [.ltx], scenario: .restored,
            people: { wire in
                BrokenStore(
                    wire: wire,
                    onPut: { wire, key, bytes, _, deadline throws(StoreError) in
                        try await wire.put(key, bytes, if: .always, deadline: deadline)
                    })
            }),
        Sabotage(
            name: "what a restore has replaced is deleted at once", layouts: [.ltx], scenario: .restored,
            people: { wire in
                BrokenStore(
                    wire: wire,
                    onPut: { wire, key, bytes, condition, deadline throws(StoreError) in
                        let (old, new) = (wire.store.bytes(key).flatMap { try? Manifest($0) }, try? Manifest(bytes))
                        let tag = try await wire.put(key, bytes, if: condition, deadline: deadline)
                        let dropped = (old?.objects(below: key) ?? []).subtracting(new?.objects(below: key) ?? [])
                        if old?.lineage != new?.lineage { for object in dropped { wire.store.delete(object) } }
                        return tag
                    })
            }),
        Sabotage(
            name: "a change of the layout overwrites what instances commit meanwhile", scenario: .converted,
            people: { wire in
                BrokenStore(
                    wire: wire,
                    onPut: { wire, key, bytes, _, deadline throws(StoreError) in
                        try await wire.put(key, bytes, if: .always, deadline: deadline)
                    })
            }),
    ]
}
