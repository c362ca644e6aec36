import FoundationEssentials
public import HTTP
public import HTTPTypes

/// A value as `application/json`, keys sorted so that equal values are equal bytes. Dates are written as ISO 8601.
public struct JSON<Value: Encodable & Sendable>: Answer {
    /// What is encoded.
    public var value: Value
    /// 200 where nothing else is said.
    public var status: HTTPResponse.Status
    /// Further fields: `Location` of what was made, say.
    public var headers: HTTPFields

    /// An answer of `value`.
    public init(_ value: Value, status: HTTPResponse.Status = .ok, headers: HTTPFields = HTTPFields()) {
        self.value = value
        self.status = status
        self.headers = headers
    }

    /// Throws what `Value` throws while it is encoded.
    public func response(in context: Context) async throws -> Response {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        encoder.dateEncodingStrategy = .iso8601
        let bytes = try encoder.encode(value)
        var response = Response(status: status, contentType: "application/json; charset=utf-8", body: Array(bytes))
        for field in headers { response.headers[field.name] = field.value }
        return response
    }
}
