// How the rows of a relation are found: each loader by one query for all keys.

struct ParentLoader<Parent: Model> {
    func load(_ keys: [Value], _ transaction: any Transaction) throws(DatabaseError) -> [Parent?] {
        guard let column = Parent.table.storage.key else { throw DatabaseError(.misuse, "\(Parent.self) has no key") }
        var parents = [Value: Parent](minimumCapacity: keys.count)
        for part in RelationKeys.parts(keys) {
            let condition = Condition<Parent> { (builder) throws(DatabaseError) in
                try builder.append(column.definition, isIn: part)
            }
            for parent in try Query().filter(condition).all(in: transaction) { parents[column.read(parent)] = parent }
        }
        return keys.map { parents[$0] }
    }
}

struct ChildLoader<Child: Model> {
    let column: ColumnDefinition
    let key: (Child) -> Value
    let query: Query<Child>

    func load(_ keys: [Value], _ transaction: any Transaction) throws(DatabaseError) -> [[Child]] {
        guard query.limit == nil, query.offset == 0 else {
            throw DatabaseError(.misuse, "a limit on the children of each row can't be loaded by one query: cut them afterwards")
        }
        var children: [Value: [Child]] = [:]
        let column = column
        for part in RelationKeys.parts(keys) {
            let condition = Condition<Child> { (builder) throws(DatabaseError) in try builder.append(column, isIn: part) }
            for child in try query.filter(condition).all(in: transaction) { children[key(child), default: []].append(child) }
        }
        return keys.map { children[$0] ?? [] }
    }
}

struct LinkLoader<Link: Model, Other: Model> {
    let from: ColumnDefinition
    let to: ColumnDefinition

    func load(_ keys: [Value], _ transaction: any Transaction) throws(DatabaseError) -> [[Other]] {
        var others: [Value: [Other]] = [:]
        for part in RelationKeys.parts(keys) {
            let statement = try statement(part, transaction.dialect)
            let rows = try transaction.query(statement.sql, statement.parameters)
            for (row, other) in zip(rows, try RowDecoder().decode(Other.self, from: rows)) {
                others[row.values[0], default: []].append(other)
            }
        }
        return keys.map { others[$0] ?? [] }
    }

    private func statement(_ keys: [Value], _ dialect: Dialect) throws(DatabaseError) -> SQLBuilder {
        try Other.table.check()
        try Link.table.check()
        let (other, link) = (Other.table.storage, Link.table.storage.quoted[dialect])
        guard let key = other.key?.definition else { throw DatabaseError(.misuse, "\(other.name) has no key") }
        let (table, own) = (other.quoted[dialect], other.statements(dialect))
        var builder = SQLBuilder(
            dialect, "SELECT link.\(from.quoted[dialect]) AS satchel_owner, \(own.qualifiedList) FROM \(table)")
        builder.append(" JOIN \(link) AS link ON link.\(to.quoted[dialect]) = \(table).\(key.quoted[dialect]) WHERE link.")
        try builder.append(from, isIn: keys)
        builder.append(" ORDER BY \(table).\(key.quoted[dialect])")
        return builder
    }
}

enum RelationKeys {
    /// The keys of rows, each as often as it comes.
    static func of<Owner: Model>(_ owners: [Owner]) throws(DatabaseError) -> [Value] {
        guard let key = Owner.table.storage.key else { throw DatabaseError(.misuse, "\(Owner.self) has no key") }
        return owners.map { key.read($0) }
    }

    /// Each key once, without `nil`, in parts that one query takes.
    static func parts(_ keys: [Value]) -> [[Value]] {
        var seen = Set<Value>(minimumCapacity: keys.count + 1)
        seen.insert(.null)
        let distinct = keys.filter { seen.insert($0).inserted }
        return stride(from: 0, to: distinct.count, by: ParameterLimit.list).map {
            Array(distinct[$0..<min($0 + ParameterLimit.list, distinct.count)])
        }
    }
}
