public import HTTPTypes

/// The header fields of a request, in the order of arrival, repeated names kept.
///
/// A server hands them over as they came, bytes and where the lines are: no text is made until one is asked for.
public struct RequestFields: Sendable {
    private enum Storage {
        case raw(RawFields)
        case values(HTTPFields)
    }

    private var storage: Storage

    /// Fields that were made in the program, for tests say.
    public init(_ fields: HTTPFields = HTTPFields()) { storage = .values(fields) }

    init(_ raw: RawFields) { storage = .raw(raw) }

    /// The value of a field; several lines of one name are joined by ", " (RFC 9110 section 5.3), `Cookie` by "; ".
    public subscript(name: HTTPField.Name) -> String? {
        switch storage {
        case .values(let fields): fields[name]
        case .raw(let raw): raw.value(of: name)
        }
    }

    /// Every line of one name.
    public subscript(values name: HTTPField.Name) -> [String] {
        switch storage {
        case .values(let fields): fields[values: name]
        case .raw(let raw): raw.values(of: name)
        }
    }

    /// Whether there is a line of that name.
    public func contains(_ name: HTTPField.Name) -> Bool {
        switch storage {
        case .values(let fields): fields.contains(name)
        case .raw(let raw): raw.firstLine(of: name) != nil
        }
    }

    /// All of them, as swift-http-types knows them.
    public var fields: HTTPFields {
        switch storage {
        case .values(let fields): fields
        case .raw(let raw): raw.fields
        }
    }
}
