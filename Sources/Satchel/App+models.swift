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

    /// All migrations: the program's, then those of the folder `Migrations`.
    ///
    /// - Throws: ``StartError`` where a file can't be understood, or two are heads.
    func migrator() throws -> Migrator {
        let files = try MigrationFolder(settings).files()
        return try Migrator(schema + files.map { $0.migration(module: MigrationFolder.module) })
    }
}
