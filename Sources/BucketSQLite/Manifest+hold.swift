import Database

/// The exclusive hold: who has it is said by the manifest, and changed only by its compare-and-swap. No clock decides.
extension Manifest {
    func isHeld(by instance: [UInt8]) -> Bool { holder == instance }

    /// What a commit under `hold` says about the holder. Throws where another instance has the database.
    mutating func take(_ hold: Hold) throws(DatabaseError) {
        switch hold {
        case .none:
            guard holder == Self.nobody else { throw Self.held(epoch) }
        case .mine(let instance):
            guard holder == Self.nobody || holder == instance else { throw Self.held(epoch) }
            give(to: instance)
        case .takeOver(let instance): give(to: instance)
        case .release(let instance):
            if holder == instance { holder = Self.nobody }
        }
    }

    private mutating func give(to instance: [UInt8]) {
        if holder != instance { epoch += 1 }
        holder = instance
    }

    static func held(_ epoch: UInt64) -> DatabaseError {
        DatabaseError(
            .unavailable(retryAfter: nil),
            "another instance holds the database exclusively (epoch \(epoch)): stop it, or if it is gone for good start one with "
                + "mode=exclusive&takeover=true")
    }
}
