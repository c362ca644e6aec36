/// A table and its columns, as a ``Model`` declares them.
///
/// 1. A column is a stored property, recognized in a query's key path by its place in memory and its type.
/// 2. Its name is the property's in snake case, unless it is given.
/// 3. What is wrong with a declaration is gathered in ``problems``, told by `App.models` at the start and by every use.
public struct Table<Entity: Model>: Sendable {
    let storage: TableStorage<Entity>

    /// A table of the model, as it is declared.
    ///
    /// - Parameter declare: names the columns, the key first.
    public init(_ name: SQLName, _ declare: (inout TableDeclaration<Entity>) -> Void) {
        var declaration = TableDeclaration<Entity>()
        declare(&declaration)
        storage = TableStorage(name, declaration)
    }

    /// The table's name, as it was declared.
    public var name: SQLName { storage.name }

    /// What is wrong with the declaration; empty where nothing is.
    public var problems: [String] { storage.problems }

    /// Looks for mistakes of the declaration.
    ///
    /// - Throws: ``DatabaseError/Kind/misuse`` with all that is wrong with the declaration.
    public func check() throws(DatabaseError) {
        guard !storage.problems.isEmpty else { return }
        let what = storage.problems.joined(separator: "; ")
        throw DatabaseError(.misuse, "the table \(name) of \(Entity.self): \(what)")
    }

    package var keyName: SQLName { storage.key?.definition.name ?? "id" }

    /// The column of a property.
    func column<Kind>(_ path: KeyPath<Entity, Kind>) -> ColumnDefinition? {
        guard let offset = MemoryLayout<Entity>.offset(of: path) else { return nil }
        let kind = ObjectIdentifier(Kind.self)
        return storage.columns.first { $0.offset == offset && $0.kind == kind }?.definition
    }

    func column(_ path: PartialKeyPath<Entity>) -> ColumnDefinition? {
        guard let offset = MemoryLayout<Entity>.offset(of: path) else { return nil }
        let kind = ObjectIdentifier(type(of: path).valueType)
        return storage.columns.first { $0.offset == offset && $0.kind == kind }?.definition
    }
}

/// What a table knows, shared by all its copies.
final class TableStorage<Entity: Model>: Sendable {
    let name: SQLName
    let quoted: QuotedName
    let columns: [TableColumn<Entity>]
    let key: TableColumn<Entity>?
    let version: TableColumn<Entity>?
    let setVersion: (@Sendable (inout Entity, Value) -> Void)?
    let indexes: [DeclaredIndex]
    let problems: [String]
    private let sqlite: TableStatements
    private let postgres: TableStatements
    private let mysql: TableStatements

    init(_ name: SQLName, _ declaration: TableDeclaration<Entity>) {
        self.name = name
        quoted = QuotedName(name)
        columns = declaration.columns
        key = declaration.key.flatMap { declaration.columns.indices.contains($0) ? declaration.columns[$0] : nil }
        version = declaration.version.flatMap { declaration.columns.indices.contains($0) ? declaration.columns[$0] : nil }
        setVersion = declaration.setVersion
        indexes = declaration.indexes
        let keys = ModelKeys(Entity.self)
        problems = declaration.problems + keys.problems(columns) + (declaration.key == nil ? ["it has no key"] : [])
        let names = columns.map { (column: $0.definition.quoted, alias: keys.alias(of: $0)) }
        let keyName = key?.definition.quoted
        sqlite = TableStatements(quoted, names, key: keyName, .sqlite)
        postgres = TableStatements(quoted, names, key: keyName, .postgres)
        mysql = TableStatements(quoted, names, key: keyName, .mysql)
    }

    func statements(_ dialect: Dialect) -> TableStatements {
        switch dialect {
        case .sqlite: sqlite
        case .postgres: postgres
        case .mysql: mysql
        }
    }
}

/// The statements of a table that never change, in one dialect.
struct TableStatements: Sendable {
    let table: String
    /// `"id", "title"`: what a model is made of.
    let list: String
    /// `SELECT "id", "title" FROM "posts"`
    let select: String
    let selectByKey: String
    let existsByKey: String
    let deleteByKey: String
    /// The columns of ``list`` after a table's name or alias.
    let qualifiedList: String

    init(_ table: QuotedName, _ names: [(column: QuotedName, alias: QuotedName?)], key: QuotedName?, _ dialect: Dialect) {
        self.table = table[dialect]
        func list(_ prefix: String) -> String {
            names.map { name in
                prefix + name.column[dialect] + (name.alias.map { " AS " + $0[dialect] } ?? "")
            }.joined(separator: ", ")
        }
        self.list = list("")
        qualifiedList = list(table[dialect] + ".")
        select = "SELECT \(self.list) FROM \(table[dialect])"
        let key = key?[dialect] ?? ""
        selectByKey = "\(select) WHERE \(key) = ?"
        existsByKey = "SELECT 1 FROM \(table[dialect]) WHERE \(key) = ?"
        deleteByKey = "DELETE FROM \(table[dialect]) WHERE \(key) = ?"
    }
}
