public import Database

extension App {
    /// Gives the site a background job: what is to be done after a commit, at least once, whatever happens to the process.
    ///
    ///     let thumbnail = app.task("thumbnail", of: Thumbnail.self) { thumbnail, task in … }
    ///     …
    ///     try await context.database.write { try $0.enqueue(thumbnail, Thumbnail(photo: 7)) }
    ///
    /// - Parameter handler: may run more than once for one task, see ``RunningTask/id``.
    /// - Returns: what to enqueue it by.
    @discardableResult
    public mutating func task<Payload>(
        _ name: String, of type: Payload.Type = Payload.self, options: TaskOptions = TaskOptions(),
        _ handler: @escaping @Sendable (Payload, RunningTask) async throws -> Void
    ) -> TaskKind<Payload> {
        let kind = TaskKind<Payload>(name)
        tasks.register(kind, options: options, handler)
        return kind
    }

    /// All migrations: the site's, and the table of the tasks where there are any.
    package var schema: [Migration] { tasks.isEmpty ? migrations : migrations + TaskMigrations.all }
}
