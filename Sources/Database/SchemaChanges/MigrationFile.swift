/// A migration as a file of SQL: `Migrations/0002_add_slugs.sql`.
///
///     -- Anything before the first part is for its readers.
///
///     -- up
///     ALTER TABLE "posts" ADD COLUMN "slug" TEXT;
///
///     -- down sqlite without foreign keys
///     …
///     -- down postgres mysql
///     ALTER TABLE "posts" DROP COLUMN "slug";
///
/// 1. A part begins with a line `-- up` or `-- down`; engines after it have it for themselves, without any it is for all.
/// 2. `without foreign keys` is how SQLite makes a table anew; triggers of the tables are put back.
/// 3. A file without any `down` has no way back.
public struct MigrationFile: Sendable, Hashable {
    /// Its place in the order, from 1.
    public let number: Int
    /// `add_slugs`
    public let name: String
    /// What stands in it.
    public let text: String
    let up: [Dialect: Part]
    let down: [Dialect: Part]

    struct Part: Sendable, Hashable {
        var sql: String
        var isWithoutForeignKeys: Bool
    }

    /// `0002_add_slugs.sql`
    public var fileName: String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, 4 - digits.count)) + digits + "_\(name).sql"
    }

    /// Number and name of a file's name.
    ///
    /// - Returns: `nil` where a file is called otherwise: it is no migration.
    public static func identity(of fileName: String) -> (number: Int, name: String)? {
        guard fileName.hasSuffix(".sql"), let bar = fileName.firstIndex(of: "_") else { return nil }
        let name = String(fileName[fileName.index(after: bar)...].dropLast(4))
        guard let number = Int(fileName[..<bar]), number > 0, !name.isEmpty else { return nil }
        return (number, name)
    }

    /// The migration that `text` holds.
    ///
    /// - Throws: ``DatabaseError/Kind/migration`` where a part can't be understood.
    public init(number: Int, name: String, text: String) throws(DatabaseError) {
        (self.number, self.name, self.text) = (number, name, text)
        var parts: [Bool: [Dialect: Part]] = [:]
        var heading: Heading?
        var lines: [Substring] = []
        func end() throws(DatabaseError) {
            guard let heading else { return }
            let part = Part(sql: lines.joined(separator: "\n"), isWithoutForeignKeys: heading.isWithoutForeignKeys)
            for dialect in heading.dialects {
                guard parts[heading.isUp, default: [:]].updateValue(part, forKey: dialect) == nil else {
                    throw DatabaseError(.migration, "the migration \(name) has two parts for \(dialect)")
                }
            }
        }
        // By bytes: a text in it keeps the ends of its lines.
        for line in text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).map(Substring.init) {
            if let next = try Heading(line, in: name) {
                try end()
                (heading, lines) = (next, [])
            } else {
                lines.append(line)
            }
        }
        try end()
        (up, down) = (parts[true] ?? [:], parts[false] ?? [:])
        guard !up.isEmpty else {
            throw DatabaseError(.migration, "the migration \(number)_\(name) has no part `-- up`")
        }
    }

    /// As a step of the site's schema.
    public func migration(module: String) -> Migration {
        let (up, down, fileName) = (up, down, fileName)
        let back: Migration.Step = { try Self.run(down, "down", of: fileName, in: $0) }
        return Migration(module: module, number: number, name: name, down: down.isEmpty ? nil : back) {
            try Self.run(up, "up", of: fileName, in: $0)
        }
    }

    private static func run(_ parts: [Dialect: Part], _ way: String, of fileName: String, in transaction: any Transaction) throws
    {
        guard let part = parts[transaction.dialect] else {
            throw DatabaseError(
                .migration,
                "\(fileName) has no part for this database: write one, under a line `-- \(way) \(transaction.dialect)`")
        }
        guard part.isWithoutForeignKeys else { return try transaction.executeScript(part.sql) }
        try RemadeTables(transaction).run(part.sql)
    }

    /// The line that begins a part.
    struct Heading {
        var isUp: Bool
        var dialects: [Dialect]
        var isWithoutForeignKeys: Bool

        init?(_ line: Substring, in name: String) throws(DatabaseError) {
            var words = line.split { $0 == " " || $0 == "\t" || $0 == "\r" || $0 == "," }.map { $0.lowercased() }
            guard words.count >= 2, words[0] == "--", words[1] == "up" || words[1] == "down" else { return nil }
            isUp = words[1] == "up"
            words.removeFirst(2)
            isWithoutForeignKeys = words.suffix(3) == ["without", "foreign", "keys"]
            if isWithoutForeignKeys { words.removeLast(3) }
            dialects = []
            for word in words {
                guard let dialect = Dialect(word: word) else {
                    throw DatabaseError(
                        .migration, "the migration \(name) has a part for \(word): there are sqlite, postgres and mysql")
                }
                dialects.append(dialect)
            }
            if words.isEmpty { dialects = Dialect.allCases }
        }
    }
}

extension Dialect: CaseIterable, CustomStringConvertible {
    public static var allCases: [Dialect] { [.sqlite, .postgres, .mysql] }

    public var description: String {
        switch self {
        case .sqlite: "sqlite"
        case .postgres: "postgres"
        case .mysql: "mysql"
        }
    }

    init?(word: String) {
        switch word {
        case "sqlite": self = .sqlite
        case "postgres", "postgresql": self = .postgres
        case "mysql", "mariadb": self = .mysql
        default: return nil
        }
    }
}
