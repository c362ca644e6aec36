#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// A value with parts of its own, kept as JSON text in one column.
///
///     struct Post: Codable { var id: Int; var tags: JSONColumn<[String]> }
public struct JSONColumn<Content: Codable & Sendable>: ValueConvertible {
    public static var columnType: ColumnType? { .json }

    /// The value itself.
    public let content: Content
    private let json: String

    /// A value for a column.
    ///
    /// - Throws: `EncodingError` where the content has no JSON (a number that is not finite): here and not at the insert.
    public init(_ content: Content) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        self.content = content
        json = String(decoding: try encoder.encode(content), as: UTF8.self)
    }

    /// The value as JSON text.
    public var databaseValue: Value { .text(json) }

    public init?(databaseValue: Value) {
        guard case .text(let text) = databaseValue,
            let content = try? JSONDecoder().decode(Content.self, from: Data(text.utf8))
        else { return nil }
        self.content = content
        json = text
    }
}

extension JSONColumn: Equatable where Content: Equatable {
    public static func == (left: Self, right: Self) -> Bool { left.content == right.content }
}

extension JSONColumn: Hashable where Content: Hashable {
    public func hash(into hasher: inout Hasher) { hasher.combine(content) }
}

/// In a model's own JSON the content stands by itself.
extension JSONColumn: Codable {
    public init(from decoder: any Decoder) throws {
        try self.init(Content(from: decoder))
    }

    public func encode(to encoder: any Encoder) throws {
        try content.encode(to: encoder)
    }
}
