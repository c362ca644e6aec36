public import Database
import FoundationEssentials
import Web

extension Accounts {
    /// What the site itself stores about people: its part of their export, and what goes when an account goes. Both run in the transaction
    /// of the export, or of the deletion.
    ///
    ///     users.personalData("orders", export: { user, transaction in
    ///         try transaction.query("SELECT number, placed_at FROM orders WHERE user_id = :user", ["user": user])
    ///     }, delete: { user, transaction in
    ///         try transaction.execute("DELETE FROM orders WHERE user_id = :user", ["user": user])
    ///     })
    ///
    /// - Parameter name: of its own in the export.
    public func personalData(
        _ name: String, export: @escaping @Sendable (UserID, any Transaction) throws -> [Row],
        delete: @escaping @Sendable (UserID, any Transaction) throws -> Void
    ) {
        precondition(
            !AccountExport.ownSections.contains(name) && !PersonalTable.all.contains { $0.section == name },
            "“\(name)” is a part of the export already")
        personal.add(
            PersonalSection(name: name, export: { .array(try export($0, $1).map { JSONValue($0) }) }, delete: delete))
    }

    /// The background job that deletes accounts when their waiting time is over.
    public func installTasks(into registry: inout TaskRegistry) {
        registry.register(AccountDeletion.task, options: TaskOptions(attempts: 30)) { [personal, settings] payload, task in
            try await task.database.write { transaction in
                let now = Int(task.time)
                try task.finish(in: transaction)
                try Self.deleteIfDue(payload.user, personal.all, settings, now: now, in: transaction)
            }
        }
    }

    /// One that was taken back is left alone; for one that was then asked for anew, the task waits on.
    static func deleteIfDue(
        _ user: UserID, _ sections: [PersonalSection], _ settings: AccountSettings, now: Int, in transaction: any Transaction
    ) throws {
        guard let deletion = try AccountDeletion.find(user, in: transaction),
            let known = try Credentials.find(user, in: transaction)
        else { return }
        guard deletion.due <= now else {
            return try AccountDeletion.schedule(user, after: deletion.due - now, now: now, in: transaction)
        }
        let witness = AuditWitness(
            actor: nil, name: "background job", address: "", now: now, lifetime: settings.auditLifetime)
        try AccountDeletion.finish(user, known.username, sections, witness, in: transaction)
    }

    /// Whether somebody who runs the site alone would go.
    func isLastAdmin(_ user: User, in transaction: any Transaction) throws(DatabaseError) -> Bool {
        try AccountDeletion.isOfLastAdmin(user.id, role: settings.adminRole, in: transaction)
    }
}
