import Database

extension AccountDirectory {
    /// Gives an account another name, and what its profile holds.
    ///
    /// - Throws: ``AccountError``, where the name is not accepted or is somebody else's.
    func edit(_ username: String, username new: String, profile: ProfileValues) async throws {
        let isRenamed = new != username
        if isRenamed, let problem = UsernameRules.problem(with: new) {
            throw AccountError.badUsername(new, reason: texts.problem(problem))
        }
        do {
            try await change(username) { [settings] known, witness, transaction in
                try profile.store(for: known.id, in: transaction)
                try witness.note(.profileEdited, of: known.id, known.username, in: transaction)
                guard isRenamed else { return }
                if settings.confirmsEmail, try UserToken.isHeld(new, now: witness.now, in: transaction) {
                    throw AccountError.usernameTaken(new)
                }
                try transaction.execute("UPDATE users SET username = :name WHERE id = :id", ["name": new, "id": known.id])
                try witness.note(.usernameChanged, of: known.id, new, "was \(known.username)", in: transaction)
            }
        } catch let error as DatabaseError {
            guard case .uniqueViolation = error.kind else { throw error }
            throw AccountError.usernameTaken(new)
        }
    }

    /// Revokes one personal token of a user, by its handle; one that is over already is over.
    func revokeToken(_ handle: String, of username: String) async throws {
        try await change(username) { known, witness, transaction in
            guard let name = try APIToken.revoke(handle, of: known.id, in: transaction) else { return }
            try witness.note(.tokenRevoked, of: known.id, known.username, name, in: transaction)
        }
    }

    /// Ends one session of a user, by its handle; one that is over already is over.
    func endSession(_ handle: String, of username: String) async throws {
        try await change(username) { known, witness, transaction in
            guard let device = try UserSessions.end(handle, of: known.id, now: witness.now, in: transaction) else { return }
            try witness.note(.sessionEnded, of: known.id, known.username, device.description, in: transaction)
        }
    }
}
