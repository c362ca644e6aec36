/// The members of an object, on their way into a ``JSONWriter``.
struct JSONObjectWriter<Key: CodingKey>: KeyedEncodingContainerProtocol {
    private let writer: JSONWriter
    private let frame: Int

    init(_ writer: JSONWriter) {
        self.writer = writer
        frame = writer.newest
    }

    var codingPath: [any CodingKey] { JSONFrame(writer).codingPath }

    private func member(_ key: Key, _ write: () throws -> Void) rethrows {
        guard writer.beginMember(key.stringValue, in: frame) else { return }
        try write()
        writer.endMember()
    }

    func encodeNil(forKey key: Key) { member(key) { writer.writeNull() } }
    func encode(_ value: Bool, forKey key: Key) { member(key) { writer.write(flag: value) } }
    func encode(_ value: String, forKey key: Key) { member(key) { writer.write(text: value) } }
    func encode(_ value: Double, forKey key: Key) { member(key) { writer.write(number: value) } }
    func encode(_ value: Float, forKey key: Key) { member(key) { writer.write(number: value) } }
    func encode(_ value: Int, forKey key: Key) { member(key) { writer.write(number: value) } }
    func encode(_ value: Int8, forKey key: Key) { member(key) { writer.write(number: value) } }
    func encode(_ value: Int16, forKey key: Key) { member(key) { writer.write(number: value) } }
    func encode(_ value: Int32, forKey key: Key) { member(key) { writer.write(number: value) } }
    func encode(_ value: Int64, forKey key: Key) { member(key) { writer.write(number: value) } }
    func encode(_ value: UInt, forKey key: Key) { member(key) { writer.write(number: value) } }
    func encode(_ value: UInt8, forKey key: Key) { member(key) { writer.write(number: value) } }
    func encode(_ value: UInt16, forKey key: Key) { member(key) { writer.write(number: value) } }
    func encode(_ value: UInt32, forKey key: Key) { member(key) { writer.write(number: value) } }
    func encode(_ value: UInt64, forKey key: Key) { member(key) { writer.write(number: value) } }
    func encode(_ value: Int128, forKey key: Key) { member(key) { writer.write(number: value) } }
    func encode(_ value: UInt128, forKey key: Key) { member(key) { writer.write(number: value) } }
    func encode<Value: Encodable>(_ value: Value, forKey key: Key) throws { try member(key) { try writer.write(value) } }

    // Beyond the writer: what these return is asked for, and its work thrown away.

    func nestedContainer<Nested: CodingKey>(keyedBy type: Nested.Type, forKey key: Key) -> KeyedEncodingContainer<Nested> {
        writer.giveUp()
        return KeyedEncodingContainer(JSONObjectWriter<Nested>(writer))
    }

    func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer {
        writer.giveUp()
        return JSONListWriter(writer)
    }

    func superEncoder() -> any Encoder {
        writer.giveUp()
        return JSONFrame(writer)
    }

    func superEncoder(forKey key: Key) -> any Encoder { superEncoder() }
}
