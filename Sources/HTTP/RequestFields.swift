public import HTTPTypes

/// The header fields of a request, in the order of arrival, repeated names kept.
public struct RequestFields: Sendable {
    private var storage: HTTPFields

    public init(_ fields: HTTPFields = HTTPFields()) { storage = fields }

    /// The value of a field; several lines of one name are joined by ", " (RFC 9110 section 5.3), `Cookie` by "; ".
    public subscript(name: HTTPField.Name) -> String? { storage[name] }

    /// Every line of one name.
    public subscript(values name: HTTPField.Name) -> [String] { storage[values: name] }

    public func contains(_ name: HTTPField.Name) -> Bool { storage.contains(name) }

    /// All of them, as swift-http-types knows them.
    public var fields: HTTPFields { storage }
}
