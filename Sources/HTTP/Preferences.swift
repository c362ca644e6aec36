/// What a client would rather have: `Accept-Encoding`, `Accept-Language` and, by ``AcceptedTypes``, `Accept`
/// (RFC 9110 section 12.4.2).
public struct Preferences: Sendable, Hashable {
    /// What is liked, and how much.
    public struct Item: Sendable, Hashable {
        /// In lowercase; parameters other than `q` are part of it.
        public var value: String
        /// 0 (not acceptable) to 1000, in thousandths.
        public var quality: Int
    }

    /// In the order of arrival. Items whose quality is not a number from 0 to 1 are left out.
    public let items: [Item]

    /// The items of a field's value.
    public init(_ text: some StringProtocol) {
        items = QuotedList.split(String(text), at: ",").compactMap { piece in
            let pieces = QuotedList.split(String(piece), at: ";")
            guard let value = pieces.first else { return nil }
            var quality: Int? = 1000
            var kept = value.lowercased()
            for parameter in pieces.dropFirst() {
                if let pair = QuotedList.parameter(parameter), pair.name == "q" {
                    quality = Self.quality(pair.value)
                    break
                }
                kept += ";" + parameter.lowercased()
            }
            return quality.map { Item(value: kept, quality: $0) }
        }
    }

    /// The quality of `value` (an encoding, a language): its own, or that of `*`; 0 where neither is named.
    public func quality(of value: String) -> Int {
        let value = value.lowercased()
        return (items.first { $0.value == value } ?? items.first { $0.value == "*" })?.quality ?? 0
    }

    /// `qvalue`: `0`, `1`, up to three decimals.
    static func quality(_ text: String) -> Int? {
        let bytes = Array(text.utf8)
        guard let first = bytes.first, first == UInt8(ascii: "0") || first == UInt8(ascii: "1") else { return nil }
        guard bytes.count > 1 else { return first == UInt8(ascii: "1") ? 1000 : 0 }
        guard bytes.count <= 5, bytes[1] == UInt8(ascii: "."), bytes[2...].allSatisfy(\.isASCIIDigit) else { return nil }
        let digits = bytes[2...] + Array(repeating: UInt8(ascii: "0"), count: 5 - bytes.count)
        let decimals = digits.reduce(0) { $0 * 10 + Int($1 - 0x30) }
        if first == UInt8(ascii: "1") { return decimals == 0 ? 1000 : nil }
        return decimals
    }
}

/// The value of `Accept`: which media types a client would rather have (RFC 9110 section 12.5.1).
public struct AcceptedTypes: Sendable, Hashable {
    private let preferences: Preferences

    /// A missing or empty field accepts everything.
    public init(_ text: String?) { preferences = Preferences(text.flatMap { $0.isEmpty ? nil : $0 } ?? "*/*") }

    /// 0 to 1000. The most specific range counts: `text/html` before `text/*` before `*/*`.
    public func quality(of type: MediaType) -> Int {
        for range in [type.essence, type.type + "/*", "*/*"] {
            if let item = preferences.items.first(where: { $0.value == range }) { return item.quality }
        }
        return 0
    }

    /// Which of `offers` (best first) the client would rather have; `nil` where none is acceptable.
    public func preferred(among offers: [MediaType]) -> MediaType? {
        var best: (type: MediaType, quality: Int)?
        for offer in offers {
            let quality = quality(of: offer)
            if quality > best?.quality ?? 0 { best = (offer, quality) }
        }
        return best?.type
    }
}
