import Database

extension BucketOperations {
    /// What a change of keys has done.
    public struct KeysRotated: Sendable, Hashable {
        /// How many objects were sealed again.
        public var objects: Int
        /// The id of the key that has sealed everything now.
        public var key: String
    }

    /// Seals with the newest key what older ones have sealed; they are not needed any more then. Instances may run meanwhile, if all
    /// of them have the new key in front and the old ones behind it.
    public func rotateKeys() async throws -> KeysRotated {
        guard let sealed = store as? SealedStore else {
            throw DatabaseError(.other, "the database URL has no option encrypt: there are no keys to change")
        }
        _ = try await loadExisting()
        let count = try await sealed.rotate()
        let newest = sealed.seal.keys.newest.id.description
        guard try await sealed.usage().keys.allSatisfy({ $0 == newest }) else {
            throw DatabaseError(
                .unavailable(retryAfter: nil),
                "an instance still seals with an older key: put the new one in front everywhere, and try again")
        }
        return KeysRotated(objects: count, key: newest)
    }
}
