import Database

/// The file that was opened under a path.
///
/// Removed or replaced while it is open it goes on working for who has it open, and everything written to it is gone when that
/// process ends: SQLite does not notice (https://sqlite.org/howtocorrupt.html, "Unlinking or renaming a database file while in
/// use"). Nothing must be answered that is lost, so it is looked at before each commit: one call of `stat`.
struct OpenedFile: Sendable {
    private let file: DatabaseFile
    private let identity: DatabaseFile.Identity?

    /// - Parameter file: opened a moment ago.
    init(_ file: DatabaseFile) {
        self.file = file
        identity = file.identity
    }

    /// Throws where the path leads to another file now, or to none.
    func check() throws(DatabaseError) {
        guard let identity, file.identity == identity else {
            throw DatabaseError(
                .unavailable(retryAfter: nil),
                "the database \(file.path) was removed or replaced while it was open: nothing more is written to it. Start again")
        }
    }
}
