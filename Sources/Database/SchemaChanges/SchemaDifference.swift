/// What has to happen to a database so that it has the tables of the models.
///
/// 1. Only tables of models are looked at, and what is said to go; others belong to others, or to migrations that were written by hand.
/// 2. A column that goes where another comes may be the same under a new name. That is said by the model (`.renamed(from:)`), or by whoever
///    runs the command; else it is a question, and nothing is guessed.
public struct SchemaDifference: Sendable {
    /// In the order in which they can be made: parents before children, what goes at the end.
    public private(set) var changes: [TableChange] = []
    /// What can't be known from two schemas alone: whether something was renamed.
    public private(set) var questions: [Question] = []
    /// Tables that the site's migrations made, and no model has.
    public private(set) var unclaimed: [SQLName] = []
    private let dialect: Dialect

    /// What differs, a line for each table, in the words of the engine that was asked.
    public var words: [String] { changes.map { $0.words(dialect) } }

    /// Whether a column is one that goes, under a new name.
    public struct Question: Sendable, Hashable, CustomStringConvertible {
        /// Where it is.
        public let table: SQLName
        /// What is there no longer.
        public let old: [SQLName]
        /// What is new: each may be one of ``old`` under another name.
        public let new: [SQLName]

        public var description: String {
            func list(_ names: [SQLName]) -> String { names.map { "\(table).\($0)" }.joined(separator: ", ") }
            return "\(list(old)) \(old.count == 1 ? "goes" : "go") and \(list(new)) \(new.count == 1 ? "comes" : "come")"
        }
    }

    /// What was said about names.
    public struct Renames: Sendable {
        /// `posts.title` became `headline`: the old name by table and new name.
        public var columns: [SQLName: [SQLName: SQLName]] = [:]
        /// The old name by the new one.
        public var tables: [SQLName: SQLName] = [:]
        /// Tables that go.
        public var dropped: Set<SQLName> = []
        /// Whether whatever was not named is no renaming.
        public var isComplete = false

        /// Nothing was renamed.
        public init() {}
    }

    /// What has to happen for `models`.
    ///
    /// - Parameter made: the tables that the site's migrations have made.
    public init(
        of models: [ModelTable], made: [SQLName], renames: Renames = Renames(), in transaction: any Transaction
    ) throws(DatabaseError) {
        dialect = transaction.dialect
        let newNames = Dictionary(renames.tables.map { ($0.value, $0.key) }) { first, _ in first }
        for model in models {
            let before = try Self.before(model, renames, newNames, transaction)
            let change = Self.change(before, model, renames, dialect)
            if !renames.isComplete, !change.removed.isEmpty, !change.added.isEmpty {
                questions.append(
                    Question(table: model.schema.name, old: change.removed.map(\.name), new: change.added.map(\.name)))
            }
            if !change.isEmpty(dialect) || change.before?.name != change.after?.name { changes.append(change) }
        }
        let claimed = Set(models.map(\.schema.name)).union(renames.tables.values).union(renames.dropped)
        unclaimed = made.filter { !claimed.contains($0) }
        var gone: [TableChange] = []
        for name in renames.dropped.sorted(by: { $0.text < $1.text }) {
            guard let table = try transaction.schema(of: name) else {
                throw DatabaseError(.misuse, "there is no table \(name) that could go")
            }
            gone.append(TableChange(before: table, after: nil))
        }
        changes = Self.sorted(changes) + Self.sorted(gone).reversed()
    }

    /// Foreign keys follow a table that gets another name by themselves.
    private static func before(
        _ model: ModelTable, _ renames: Renames, _ newNames: [SQLName: SQLName], _ transaction: any Transaction
    ) throws(DatabaseError) -> TableSchema? {
        let oldName = renames.tables[model.schema.name]
        guard var table = try transaction.schema(of: oldName ?? model.schema.name) else {
            guard let oldName else { return nil }
            throw DatabaseError(.misuse, "there is no table \(oldName) that could become \(model.schema.name)")
        }
        for place in table.foreignKeys.indices where table.foreignKeys[place].table != table.name {
            let parent = table.foreignKeys[place].table
            table.foreignKeys[place].table = newNames[parent] ?? parent
        }
        return table
    }

    private static func change(
        _ before: TableSchema?, _ model: ModelTable, _ renames: Renames, _ dialect: Dialect
    ) -> TableChange {
        var change = TableChange(before: before, after: model.schema)
        guard let before else { return change }
        let said = renames.columns[model.schema.name] ?? [:]
        for column in model.schema.columns where before.column(column.name) == nil {
            guard let old = said[column.name] ?? model.formerNames[column.name], before.column(old) != nil else { continue }
            change.renamed[column.name] = old
        }
        change.takeOverTypes(dialect)
        return change
    }

    /// Tables after those that they name; where they name each other, as they come.
    private static func sorted(_ changes: [TableChange]) -> [TableChange] {
        var (rest, sorted) = (changes, [TableChange]())
        while !rest.isEmpty {
            let waiting = Set(rest.map(\.name))
            let next = rest.firstIndex { change in
                let keys = (change.after ?? change.before)?.foreignKeys ?? []
                return keys.allSatisfy { $0.table == change.name || !waiting.contains($0.table) }
            }
            sorted.append(rest.remove(at: next ?? 0))
        }
        return sorted
    }
}

extension TableChange: CustomStringConvertible {
    public var description: String { words(.sqlite) }

    /// For `db check`: what differs, in a line.
    func words(_ dialect: Dialect) -> String {
        guard let after else { return "\(name): a table that goes" }
        guard let before else { return "\(name): the table is missing" }
        var words: [String] = []
        if before.name != after.name { words.append("is called \(before.name)") }
        words += added.map { "\($0.name) is missing" } + removed.map { "\($0.name) is no column of the model" }
        words += renamed.sorted { $0.key.text < $1.key.text }.map { "\($0.key) is called \($0.value)" }
        if after.key != before.key.map({ old in renamed.first { $0.value == old }?.key ?? old }) {
            words.append("the key is \(before.key.map(\.text).joined(separator: ", "))")
        }
        let schema = SchemaSQL(dialect)
        words += altered(dialect).map { old, new in
            "\(new.name) is \(schema.kind(of: old, in: before)) and not \(schema.kind(of: new, in: after))"
        }
        words +=
            addedIndexes.map { "the index \($0.name) is missing" } + removedIndexes.map { "the index \($0.name) is no model's" }
        let (missing, unknown) = (addedForeignKeys(dialect), removedForeignKeys(dialect))
        words += missing.map { key in
            "the foreign key \(key.name) " + (unknown.contains { $0.name == key.name } ? "is another" : "is missing")
        }
        for key in unknown where !missing.contains(where: { $0.name == key.name }) {
            words.append("the foreign key \(key.name) is no model's")
        }
        return "\(name): \(words.joined(separator: ", "))"
    }
}
