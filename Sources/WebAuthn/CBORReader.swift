// CBOR (RFC 8949), in the part that CTAP2 allows ("CTAP2 canonical CBOR encoding form"): the bytes come from whoever likes to send
// some, so there is one way to write a value, and bounds on all that could grow.
//
// 1. Definite lengths only; numbers and lengths in their shortest form. No tags, no floating point.
// 2. Keys of maps are numbers or texts, none twice. Their order is not looked at: browsers differ in it.
// 3. Nesting and the count of values are bounded; a length is believed only as far as there are bytes.
// 4. Texts are UTF-8.

/// Reads one value after another.
struct CBORReader {
    /// Levels of arrays and maps in each other; CTAP2 allows four.
    private static let depthLimit = 6
    /// Values in all, of everything that is read.
    private static let valueLimit = 256

    private let bytes: [UInt8]
    private(set) var position: Int
    private var valuesLeft = Self.valueLimit

    init(_ bytes: [UInt8], at position: Int = 0) {
        self.bytes = bytes
        self.position = position
    }

    var remaining: Int { bytes.count - position }

    /// The value that is all of `bytes`.
    static func value(of bytes: [UInt8]) throws(WebAuthnError) -> CBORValue {
        var reader = CBORReader(bytes)
        let value = try reader.next()
        guard reader.remaining == 0 else { throw .malformed("bytes follow the CBOR value") }
        return value
    }

    mutating func next() throws(WebAuthnError) -> CBORValue { try next(depth: 0) }

    private mutating func next(depth: Int) throws(WebAuthnError) -> CBORValue {
        guard depth <= Self.depthLimit else { throw .malformed("CBOR is nested too deeply") }
        guard valuesLeft > 0 else { throw .malformed("CBOR has too many values") }
        valuesLeft -= 1
        let initial = try byte()
        let argument = try argument(initial & 0x1F, isSimple: initial >> 5 == 7)
        switch initial >> 5 {
        case 0: return .integer(try signed(argument))
        case 1: return .integer(-1 - (try signed(argument)))
        case 2: return .bytes(try take(argument))
        case 3:
            guard let text = String(validating: try take(argument), as: UTF8.self) else {
                throw .malformed("a CBOR text is not UTF-8")
            }
            return .text(text)
        case 4: return try array(argument, depth: depth)
        case 5: return try map(argument, depth: depth)
        case 7: return try simple(argument)
        default: throw .malformed("CBOR tags are not expected")
        }
    }

    private mutating func byte() throws(WebAuthnError) -> UInt8 {
        guard position < bytes.count else { throw .malformed("CBOR ends early") }
        defer { position += 1 }
        return bytes[position]
    }

    /// The number that follows the first byte (RFC 8949 section 3), in its shortest form.
    private mutating func argument(_ information: UInt8, isSimple: Bool) throws(WebAuthnError) -> UInt64 {
        guard information >= 24 else { return UInt64(information) }
        guard information <= 27, !isSimple else { throw .malformed("this form of CBOR is not expected") }
        let count = 1 << (information - 24)
        guard count <= remaining else { throw .malformed("CBOR ends early") }
        let value = bytes[position..<position + count].reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        position += count
        let least: UInt64 = information == 24 ? 24 : 1 << (UInt64(count) * 4)
        guard value >= least else { throw .malformed("a CBOR number is longer than it needs to be") }
        return value
    }

    private func signed(_ argument: UInt64) throws(WebAuthnError) -> Int64 {
        guard let value = Int64(exactly: argument) else { throw .malformed("a CBOR number is too big") }
        return value
    }

    private mutating func take(_ count: UInt64) throws(WebAuthnError) -> [UInt8] {
        guard count <= UInt64(remaining) else { throw .malformed("CBOR ends early") }
        defer { position += Int(count) }
        return Array(bytes[position..<position + Int(count)])
    }

    private mutating func array(_ count: UInt64, depth: Int) throws(WebAuthnError) -> CBORValue {
        guard count <= UInt64(remaining) else { throw .malformed("CBOR ends early") }
        var values: [CBORValue] = []
        for _ in 0..<count { values.append(try next(depth: depth + 1)) }
        return .array(values)
    }

    private mutating func map(_ count: UInt64, depth: Int) throws(WebAuthnError) -> CBORValue {
        guard count <= UInt64(remaining / 2) else { throw .malformed("CBOR ends early") }
        var pairs: [CBORValue.Pair] = []
        for _ in 0..<count {
            let key = try next(depth: depth + 1)
            guard key.integer != nil || key.text != nil else { throw .malformed("a CBOR key is neither number nor text") }
            guard !pairs.contains(where: { $0.key == key }) else { throw .malformed("a CBOR key comes twice") }
            pairs.append(CBORValue.Pair(key: key, value: try next(depth: depth + 1)))
        }
        return .map(pairs)
    }

    private func simple(_ number: UInt64) throws(WebAuthnError) -> CBORValue {
        switch number {
        case 20: return .boolean(false)
        case 21: return .boolean(true)
        case 22: return .null
        default: throw .malformed("this simple value of CBOR is not expected")
        }
    }
}
