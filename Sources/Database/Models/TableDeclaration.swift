/// The list of a table's columns, while it is being written: see ``Model``.
public struct TableDeclaration<Entity: Model> {
    var columns: [TableColumn<Entity>] = []
    var key: Int?
    var version: Int?
    var setVersion: (@Sendable (inout Entity, Value) -> Void)?
    var indexes: [DeclaredIndex] = []
    var problems: [String] = []

    /// The column whose value names a row; `nil` in an `Int?` is left to the database, which counts.
    public mutating func key<Kind: ValueConvertible>(
        _ path: any KeyPath<Entity, Kind> & Sendable, _ options: ColumnOption<Kind>...
    ) {
        if key != nil { problems.append("it has two keys") }
        key = columns.count
        add(path, options)
    }

    /// A column: a stored property whose type has a place in one.
    public mutating func column<Kind: ValueConvertible>(
        _ path: any KeyPath<Entity, Kind> & Sendable, _ options: ColumnOption<Kind>...
    ) {
        add(path, options)
    }

    /// A column that counts the changes of its row. An update of a row that somebody else changed since it was read is refused:
    /// ``DatabaseError/Kind/stale``.
    public mutating func version(_ path: any WritableKeyPath<Entity, Int> & Sendable, _ options: ColumnOption<Int>...) {
        if version != nil { problems.append("it has two versions") }
        version = columns.count
        setVersion = { entity, value in
            if let number = Int(databaseValue: value) { entity[keyPath: path] = number }
        }
        add(path, options)
    }

    /// An index over several columns, in this order.
    public mutating func index(_ paths: PartialKeyPath<Entity>...) { add(index: paths, isUnique: false) }

    /// No two rows have the same in all of these columns.
    public mutating func unique(_ paths: PartialKeyPath<Entity>...) { add(index: paths, isUnique: true) }

    private mutating func add<Kind: ValueConvertible>(
        _ path: any KeyPath<Entity, Kind> & Sendable, _ list: [ColumnOption<Kind>]
    ) {
        let options = ColumnOptions(list)
        let property = PropertyName(path)
        guard let offset = MemoryLayout<Entity>.offset(of: path) else {
            problems.append("\(property) is no stored property (one with observers or a wrapper is none either)")
            return
        }
        guard let name = options.name ?? property.text.flatMap({ SQLName(validating: ColumnName.snakeCase($0)) }) else {
            problems.append("the name of \(property) can't be found: give it one, .named(\"…\")")
            return
        }
        if options.type == nil, Kind.columnType == nil {
            problems.append("\(property) is a \(Kind.self), whose column can be of any type: say which, .type(.text)")
        }
        if columns.contains(where: { $0.definition.name == name }) { problems.append("two columns are called \(name)") }
        columns.append(
            TableColumn(
                definition: ColumnDefinition(name, options), property: property.text, offset: offset,
                kind: ObjectIdentifier(Kind.self), read: { $0[keyPath: path].databaseValue }))
    }

    private mutating func add(index paths: [PartialKeyPath<Entity>], isUnique: Bool) {
        var names: [SQLName] = []
        for path in paths {
            let offset = MemoryLayout<Entity>.offset(of: path)
            guard let column = columns.first(where: { $0.offset == offset }) else {
                problems.append("an index names \(PropertyName(path)), which is no column before it")
                continue
            }
            names.append(column.definition.name)
        }
        indexes.append(DeclaredIndex(columns: names, isUnique: isUnique))
    }
}

/// A column and its property.
struct TableColumn<Entity>: Sendable {
    let definition: ColumnDefinition
    /// `nil` where the program carries no names of properties.
    let property: String?
    /// Where in memory the property lies: with its type, what a key path is recognized by.
    let offset: Int
    let kind: ObjectIdentifier
    let read: @Sendable (Entity) -> Value
}

struct DeclaredIndex: Sendable {
    let columns: [SQLName]
    let isUnique: Bool
}

/// The name of the property that a key path leads to. Swift tells it only in the path's description (SE-0369): `\Post.title`.
struct PropertyName: CustomStringConvertible {
    let text: String?
    let description: String

    init(_ path: AnyKeyPath) {
        description = path.debugDescription
        let last = description.split(separator: ".", omittingEmptySubsequences: false).last.map(String.init) ?? ""
        let isName = !last.isEmpty && last.utf8.allSatisfy { $0 == 0x5f || $0 >= 0x80 || Self.isLetterOrDigit($0) }
        text = isName && description.hasPrefix("\\") ? last : nil
    }

    private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x41...0x5a).contains(byte & 0xdf)
    }
}
