import TestDatabases
import Testing

extension Trait where Self == ConditionTrait {
    /// For tests that make tables, or spoil them, in SQLite's own SQL: `TEST_DATABASE` may name another engine.
    static var onSQLite: Self {
        .enabled(if: [.sqlite, .bucket].contains(TestDatabase.chosen), "it is written in SQLite's SQL")
    }
}
