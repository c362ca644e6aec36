import Database
import ObjectStore

@testable import BucketSQLite

/// A fault built into the engine on purpose, through its own seams: the simulation must find it.
struct Sabotage: Sendable {
    var name: String
    var store: @Sendable (Wire, World) -> any ObjectStore = { wire, _ in wire }
    var layout: @Sendable (any Layout) -> any Layout = { $0 }
    var reading: (@Sendable (BucketEngine) async throws -> Snapshot)?
}
