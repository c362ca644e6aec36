import HTTPTypes

// What swift-http-types gives for a name is joined of all fields of that name: right, and slow where there can be one only.
extension HTTPFields {
    /// The value of the first field of a name.
    func first(_ name: HTTPField.Name) -> String? { first { $0.name == name }?.value }

    /// Whether one of these names is here.
    func contains(anyOf others: [HTTPField]) -> Bool {
        contains { field in
            let length = field.name.canonicalName.utf8.count
            return others.contains { $0.name.canonicalName.utf8.count == length && $0.name == field.name }
        }
    }
}
