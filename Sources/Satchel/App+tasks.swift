public import Database

extension App {
    /// Gives the site a background job: what is to be done after a commit, at least once, whatever happens to the process.
    ///
    ///     let thumbnail = app.task("thumbnail", of: Thumbnail.self) { thumbnail, task in … }
    ///     …
    ///     try await context.database.write { try $0.enqueue(thumbnail, Thumbnail(photo: 7)) }
    ///
    /// - Parameter handler: may run more than once for one task, see ``Database/RunningTask/id``.
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
    ///     app.schedule("0 3 * * *", "prune", in: "Europe/Berlin") { task in … }
    ///
    /// - Parameters:
    ///   - line: minute, hour, day of the month, month and day of the week, as ``Database/CrontabLine`` reads them. One that can't be read is a
    ///     mistake of the program.
    ///   - name: of its own among the site's schedules; it stays the same when the line changes.
    ///   - zone: by whose clocks; one that the system does not know (tzdata) keeps the site from starting.
    public mutating func schedule(
        _ line: String, _ name: String, in zone: String = "UTC", options: TaskOptions = TaskOptions(attempts: 3),
        _ body: @escaping @Sendable (RunningTask) async throws -> Void
    ) {
        let crontab: CrontabLine
        do {
            crontab = try CrontabLine(line)
        } catch {
            preconditionFailure("the schedule \(name): \(error)")
        }
        do {
            tasks.schedule(name, crontab, in: try Zone(zone), options: options, body)
        } catch {
            settings.problems.append(SettingsProblem("The schedule \(name): \(error.message)."))
        }
    }

    /// All migrations: the site's, and the tables of the tasks and of the events where there are any.
    package var schema: [Migration] {
        guard !tasks.isEmpty else { return migrations }
        return migrations + TaskMigrations.all + (tasks.hasListeners ? EventMigrations.all : [])
    }

    /// Brings a database to this program's schema, and its triggers to what this program listens to.
    /// - Returns: the migrations that this call ran.
    @discardableResult
    func bringUpToDate(_ database: any DatabaseEngine) async throws -> [MigrationID] {
        let done = try await migrator().upgrade(database)
        try await EventTriggers(tasks).install(on: database)
        return done
    }
}
