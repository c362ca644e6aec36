import Database

extension AccountDirectory {
    /// Switches an account off, and has it deleted when the waiting time is over (``AccountSettings/deleteAccountDelay``).
    public func beginDeletion(of username: String) async throws {
        try await change(username) { [settings] known, witness, transaction in
            // Signing in takes a deletion back; who may not sign in can't.
            try transaction.execute("UPDATE users SET is_active = :no WHERE id = :id", ["no": false, "id": known.id])
            try AccountDeletion.begin(
                known.id, known.username, after: settings.deleteAccountDelay, witness, in: transaction)
        }
    }

    /// Takes a deletion back, and lets the user sign in again; false where none was asked for.
    @discardableResult
    public func cancelDeletion(of username: String) async throws -> Bool {
        try await change(username) { known, witness, transaction in
            guard try AccountDeletion.cancel(known.id, known.username, witness, in: transaction) else { return false }
            try transaction.execute("UPDATE users SET is_active = :yes WHERE id = :id", ["yes": true, "id": known.id])
            return true
        }
    }

    /// Deletes an account and everything about it, at once. It can't be taken back.
    public func delete(_ username: String) async throws {
        try await change(username) { [personal] known, witness, transaction in
            try AccountDeletion.finish(known.id, known.username, personal.all, witness, in: transaction)
        }
    }

    /// Everything that is stored about a user, as JSON.
    public func export(_ username: String) async throws -> [UInt8] {
        try await change(username) { [personal] known, witness, transaction in
            try witness.note(.exported, of: known.id, known.username, in: transaction)
            return try AccountExport(of: known.id, now: witness.now, personal.all, in: transaction).json()
        }
    }
}
