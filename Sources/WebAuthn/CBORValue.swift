/// A value of CBOR (RFC 8949), as far as authenticators send any.
enum CBORValue: Sendable, Hashable {
    case integer(Int64)
    case bytes([UInt8])
    case text(String)
    case array([CBORValue])
    /// In the order in which it came; no key comes twice.
    case map([Pair])
    case boolean(Bool)
    case null

    struct Pair: Sendable, Hashable {
        let key: CBORValue
        let value: CBORValue
    }

    /// What a map has under a text; `nil` where it has nothing, or this is no map.
    subscript(key: String) -> CBORValue? { self[.text(key)] }

    /// What a map has under a number.
    subscript(key: Int64) -> CBORValue? { self[.integer(key)] }

    private subscript(key: CBORValue) -> CBORValue? {
        guard case .map(let pairs) = self else { return nil }
        return pairs.first { $0.key == key }?.value
    }

    var integer: Int64? { if case .integer(let value) = self { value } else { nil } }
    var bytes: [UInt8]? { if case .bytes(let value) = self { value } else { nil } }
    var text: String? { if case .text(let value) = self { value } else { nil } }
    var isMap: Bool { if case .map = self { true } else { false } }
}
