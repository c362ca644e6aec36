public import Database

extension App {
    /// Names the models whose tables this site's migrations make: `satchel db migrate` writes them, `db check` compares.
    ///
    ///     app.models(Post.self, Comment.self)
    ///
    /// A table that does not fit its model stops the start.
    public mutating func models<each Entity: Model>(_ types: repeat (each Entity).Type) {
        for table in repeat Result(catching: { () throws(DatabaseError) in try ModelTable(each types) }) {
            switch table {
            case .success(let table): tables.append(table)
            case .failure(let error): settings.problems.append(SettingsProblem("\(error.message)."))
            }
        }
    }

    /// Opens the site's database for a program of its own, beside the site or without one; closes it after.
    ///
    ///     try await app.withDatabase { database in print(try await Repository<Post>().count(in: database)) }
    public func withDatabase<Success>(_ body: (any DatabaseEngine) async throws -> Success) async throws -> Success {
        try await Launch(self).withDatabase(body)
    }

    /// All migrations: the program's, then those of the folder `Migrations`.
    ///
    /// - Throws: ``StartError`` where a file can't be understood, or two are heads.
    func migrator() throws -> Migrator {
        let files = try MigrationFolder(settings).files()
        return try Migrator(schema + files.map { $0.migration(module: MigrationFolder.module) })
    }
}
