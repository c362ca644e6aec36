/// The elements of a list, on their way into a ``JSONWriter``.
struct JSONListWriter: UnkeyedEncodingContainer {
    private let writer: JSONWriter
    private let frame: Int

    init(_ writer: JSONWriter) {
        self.writer = writer
        frame = writer.newest
    }

    var codingPath: [any CodingKey] { JSONFrame(writer).codingPath }
    var count: Int { writer.count(in: frame) }

    private func element(_ write: () throws -> Void) rethrows {
        guard writer.beginElement(in: frame) else { return }
        try write()
    }

    func encodeNil() { element { writer.writeNull() } }
    func encode(_ value: Bool) { element { writer.write(flag: value) } }
    func encode(_ value: String) { element { writer.write(text: value) } }
    func encode(_ value: Double) { element { writer.write(number: value) } }
    func encode(_ value: Float) { element { writer.write(number: value) } }
    func encode(_ value: Int) { element { writer.write(number: value) } }
    func encode(_ value: Int8) { element { writer.write(number: value) } }
    func encode(_ value: Int16) { element { writer.write(number: value) } }
    func encode(_ value: Int32) { element { writer.write(number: value) } }
    func encode(_ value: Int64) { element { writer.write(number: value) } }
    func encode(_ value: UInt) { element { writer.write(number: value) } }
    func encode(_ value: UInt8) { element { writer.write(number: value) } }
    func encode(_ value: UInt16) { element { writer.write(number: value) } }
    func encode(_ value: UInt32) { element { writer.write(number: value) } }
    func encode(_ value: UInt64) { element { writer.write(number: value) } }
    func encode(_ value: Int128) { element { writer.write(number: value) } }
    func encode(_ value: UInt128) { element { writer.write(number: value) } }
    func encode<Value: Encodable>(_ value: Value) throws { try element { try writer.write(value) } }

    // Beyond the writer: what these return is asked for, and its work thrown away.

    func nestedContainer<Nested: CodingKey>(keyedBy type: Nested.Type) -> KeyedEncodingContainer<Nested> {
        writer.giveUp()
        return KeyedEncodingContainer(JSONObjectWriter<Nested>(writer))
    }

    func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer {
        writer.giveUp()
        return self
    }

    func superEncoder() -> any Encoder {
        writer.giveUp()
        return JSONFrame(writer)
    }
}
