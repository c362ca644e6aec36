import LTX
import Logging
import ObjectStore

/// Deleting what no manifest lists any more.
///
/// Why no instance can miss what is deleted here: a manifest without the object was applied, and by invariant 5 of ``Manifest``
/// no later manifest lists its name again. An instance that still reads by an older manifest finds the object missing and reads
/// the manifest again. If this process ends before it has deleted, the objects are orphans: `satchel db compact` finds them.
extension SegmentKeeper {
    func delete(_ keys: Set<String>) async {
        for key in keys.sorted() {
            do {
                try await store.delete(key)
            } catch {
                logger.warning("an object that is not needed any more stays", metadata: ["key": "\(key)", "error": "\(error)"])
            }
        }
    }

    /// What the manifest of a replaced history lists; nothing where it is gone.
    func objects(of predecessor: Predecessor) async throws -> Set<String> {
        let result = try await store.get(predecessor.key(below: shelf.root), range: nil, unless: nil)
        guard case .object(let object) = result else { return [] }
        return try Manifest(object.bytes).objects(below: shelf.root)
    }
}
