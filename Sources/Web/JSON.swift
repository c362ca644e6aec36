import FoundationEssentials
public import HTTP
public import HTTPTypes

/// A value as `application/json`, keys sorted so that equal values are equal bytes. Dates are written as ISO 8601.
///
/// A value that asks much of its encoder (nested containers, super encoders) may be encoded twice.
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
        let bytes = try JSONWriter.bytes(of: value) ?? Self.bytesByFoundation(of: value)
        var response = Response(status: status, contentType: "application/json; charset=utf-8", body: bytes)
        for field in headers { response.headers[field.name] = field.value }
        return response
    }

    /// As every encoder of Foundation writes it.
    static func bytesByFoundation(of value: Value) throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        encoder.dateEncodingStrategy = .iso8601
        return Array(try encoder.encode(value))
    }
}
