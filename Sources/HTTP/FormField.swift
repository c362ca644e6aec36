/// One name and its value in a form or a query, both decoded. Lists of them keep the order of arrival and repeated names.
public struct FormField: Sendable, Hashable {
    /// Decoded.
    public var name: String
    /// Decoded.
    public var value: String

    /// A field of a form.
    public init(name: String, value: String) {
        self.name = name
        self.value = value
    }
}

/// Why a form could not be read.
public enum FormError: Error, Sendable, Hashable {
    /// More bytes than the limit (413).
    case tooLarge(limit: Int)
    /// More fields or parts than the limit (400).
    case tooManyFields(limit: Int)
    /// A broken escape, bytes that are not UTF-8, or a NUL (400); `field` counts from 0.
    case badEncoding(field: Int)
    /// Multipart whose structure is broken (400), with what was wrong.
    case malformed(String)
}

extension FormError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .tooLarge(let limit): "the form is larger than \(limit) bytes"
        case .tooManyFields(let limit): "the form has more than \(limit) fields"
        case .badEncoding(let field): "field \(field + 1) of the form is not percent-encoded UTF-8 text"
        case .malformed(let what): "the form is malformed: \(what)"
        }
    }
}
