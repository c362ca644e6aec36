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
}
