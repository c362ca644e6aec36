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

    /// Does something at set times, once for all instances of the site.
    ///
    ///     app.schedule("0 3 * * *", "prune") { task in … }
    ///
    /// - Parameters:
    ///   - line: minute, hour, day of the month, month and day of the week, in UTC, as ``CrontabLine`` reads them. One that can't be
    ///     read is a mistake of the program.
    ///   - name: of its own among the site's schedules; it stays the same when the line changes.
    public mutating func schedule(
        _ line: String, _ name: String, options: TaskOptions = TaskOptions(attempts: 3),
        _ body: @escaping @Sendable (RunningTask) async throws -> Void
    ) {
        do {
            tasks.schedule(name, try CrontabLine(line), options: options, body)
        } catch {
            preconditionFailure("the schedule \(name): \(error)")
        }
    }

    /// All migrations: the site's, and the table of the tasks where there are any.
    package var schema: [Migration] { tasks.isEmpty ? migrations : migrations + TaskMigrations.all }
}
