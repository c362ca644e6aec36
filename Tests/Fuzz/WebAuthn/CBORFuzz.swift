/// CBOR: what is read holds no more than was sent, and is the only value that its bytes can be.
enum CBORFuzz {
    static func run(_ bytes: [UInt8]) {
        var reader = CBORReader(bytes)
        guard let value = try? reader.next() else { return }
        must(reader.position > 0 && reader.position <= bytes.count, "\(reader.position) of \(bytes.count) bytes were read")
        let used = Array(bytes[..<reader.position])
        must(encode(value) == used, "\(value) was read of \(used)")
        must((try? CBORReader.value(of: used)) == value, "read again it is something else")
    }

    /// The one way to write a value: nothing else is read.
    private static func encode(_ value: CBORValue) -> [UInt8] {
        switch value {
        case .integer(let number): number < 0 ? head(1, UInt64(-1 - number)) : head(0, UInt64(number))
        case .bytes(let bytes): head(2, UInt64(bytes.count)) + bytes
        case .text(let text): head(3, UInt64(text.utf8.count)) + Array(text.utf8)
        case .array(let values): head(4, UInt64(values.count)) + values.flatMap(encode)
        case .map(let pairs): head(5, UInt64(pairs.count)) + pairs.flatMap { encode($0.key) + encode($0.value) }
        case .boolean(let isTrue): [isTrue ? 0xF5 : 0xF4]
        case .null: [0xF6]
        }
    }

    private static func head(_ major: UInt8, _ argument: UInt64) -> [UInt8] {
        let bytes = withUnsafeBytes(of: argument.bigEndian) { Array($0) }
        return switch argument {
        case ..<24: [major << 5 | UInt8(argument)]
        case ..<0x100: [major << 5 | 24, bytes[7]]
        case ..<0x1_0000: [major << 5 | 25] + bytes[6...]
        case ..<0x1_0000_0000: [major << 5 | 26] + bytes[4...]
        default: [major << 5 | 27] + bytes
        }
    }
}
