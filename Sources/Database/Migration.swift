/// One numbered step of a schema.
///
///     Migration(module: "accounts", number: 1, name: "users") { tx in … }
///     Migration(module: "site", number: 1, name: "posts", up: "CREATE TABLE posts (…)", down: "DROP TABLE posts")
///
/// Each module (accounts, sessions, the site itself) counts its own, from 1 and without gaps. A migration that was released is never
/// changed; a change is a new one. A closure may run more than once, as all closures of a ``DatabaseEngine``.
public struct Migration: Sendable {
    /// The work of a migration, inside its transaction.
    public typealias Step = @Sendable (any Transaction) throws -> Void

    /// Module and number.
    public let id: MigrationID
    /// What it does, in a few words.
    public let name: String
    let up: Step
    /// `nil` where there is no way back.
    let down: Step?

    /// A migration whose steps are Swift: what SQL alone can't do.
    public init(module: String, number: Int, name: String, down: Step? = nil, up: @escaping Step) {
        id = MigrationID(module: module, number: number)
        self.name = name
        self.up = up
        self.down = down
    }

    /// A migration that is SQL.
    ///
    /// - Parameter up: one or several statements, separated by semicolons.
    public init(module: String, number: Int, name: String, up: String, down: String? = nil) {
        self.init(
            module: module, number: number, name: name, up: DialectSQL(up), down: down.map { DialectSQL($0) })
    }

    /// A step in the SQL of each engine.
    public init(module: String, number: Int, name: String, up: DialectSQL, down: DialectSQL? = nil) {
        self.init(module: module, number: number, name: name, down: down.map(Self.script), up: Self.script(up))
    }

    private static func script(_ sql: DialectSQL) -> Step {
        { try $0.executeScript(sql[$0.dialect]) }
    }
}

/// Which migration: a number within a module.
public struct MigrationID: Sendable, Hashable, CustomStringConvertible {
    /// The part of the program that the schema belongs to: `accounts`, `blog`.
    public let module: String
    /// Its place in the module's order, from 1.
    public let number: Int

    /// The id of a migration.
    public init(module: String, number: Int) {
        self.module = module
        self.number = number
    }

    public var description: String { "\(module) \(number)" }
}

/// A migration that a database has had.
public struct AppliedMigration: Sendable, Hashable {
    /// Which migration.
    public let id: MigrationID
    /// Its name when it was applied.
    public let name: String
    /// When, in UTC: `2026-03-01 09:30:00.000000`.
    public let appliedAt: String
}
