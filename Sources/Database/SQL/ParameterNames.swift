/// The parameters of a statement in their order: a name, or `nil` for a bare `?`.
package struct ParameterNames: Sendable {
    package let names: [String?]
    /// How many values a caller gives: a name that stands twice is given once.
    private let distinct: Int

    package init(_ names: [String?]) {
        self.names = names
        let named = names.compactMap(\.self)
        distinct = names.count - named.count + Set(named).count
    }

    package var isEmpty: Bool { names.isEmpty }

    /// Hands every parameter its value, by its place from 0; one without a value and a value without a parameter are refused by name.
    package func arrange(
        _ parameters: Parameters, of sql: String, _ bind: (Value, Int) throws(DatabaseError) -> Void
    ) throws(DatabaseError) {
        switch parameters {
        case .positional(let values): try arrange(values, sql, bind)
        case .named(let values): try arrange(values, sql, bind)
        }
    }

    private func arrange(
        _ values: [Value], _ sql: String, _ bind: (Value, Int) throws(DatabaseError) -> Void
    ) throws(DatabaseError) {
        if let name = names.first(where: { $0 != nil }) ?? nil {
            throw refusal(name, "the parameter :\(name) has a name: give its value by name", sql)
        }
        guard values.count == names.count else {
            let text = "the statement has \(names.count) parameters and was given \(values.count) values"
            throw refusal("?\(min(names.count, values.count) + 1)", text, sql)
        }
        for index in values.indices { try bind(values[index], index) }
    }

    private func arrange(
        _ values: [(name: String, value: Value)], _ sql: String, _ bind: (Value, Int) throws(DatabaseError) -> Void
    ) throws(DatabaseError) {
        for (index, name) in names.enumerated() {
            guard let name else {
                throw refusal("?\(index + 1)", "the statement mixes ? with values by name: give every parameter a name", sql)
            }
            guard let position = position(of: name, in: values, likely: index) else {
                throw refusal(name, "no value was given for the parameter :\(name)", sql)
            }
            try bind(values[position].value, index)
        }
        guard values.count != distinct else { return }
        if let surplus = values.first(where: { !names.contains($0.name) }) {
            throw refusal(surplus.name, "a value was given for :\(surplus.name), which is not in the statement", sql)
        }
        throw refusal(values[0].name, "a parameter was given two values", sql)
    }

    /// Most callers give the values in the statement's order: look there first.
    private func position(of name: String, in values: [(name: String, value: Value)], likely: Int) -> Int? {
        if likely < values.count, values[likely].name == name { return likely }
        return values.firstIndex { $0.name == name }
    }

    private func refusal(_ name: String, _ message: String, _ sql: String) -> DatabaseError {
        DatabaseError(.parameter(name: name), message, sql: sql)
    }
}
