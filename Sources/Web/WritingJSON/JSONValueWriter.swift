/// A value that is no object and no list, on its way into a ``JSONWriter``.
struct JSONValueWriter: SingleValueEncodingContainer {
    private let writer: JSONWriter
    private let frame: Int

    init(_ writer: JSONWriter) {
        self.writer = writer
        frame = writer.newest
    }

    var codingPath: [any CodingKey] { JSONFrame(writer).codingPath }

    private func once(_ write: () throws -> Void) rethrows {
        if writer.isNewest(frame, isSingle: true) { try write() }
    }

    func encodeNil() { once { writer.writeNull() } }
    func encode(_ value: Bool) { once { writer.write(flag: value) } }
    func encode(_ value: String) { once { writer.write(text: value) } }
    func encode(_ value: Double) { once { writer.write(number: value) } }
    func encode(_ value: Float) { once { writer.write(number: value) } }
    func encode(_ value: Int) { once { writer.write(number: value) } }
    func encode(_ value: Int8) { once { writer.write(number: value) } }
    func encode(_ value: Int16) { once { writer.write(number: value) } }
    func encode(_ value: Int32) { once { writer.write(number: value) } }
    func encode(_ value: Int64) { once { writer.write(number: value) } }
    func encode(_ value: UInt) { once { writer.write(number: value) } }
    func encode(_ value: UInt8) { once { writer.write(number: value) } }
    func encode(_ value: UInt16) { once { writer.write(number: value) } }
    func encode(_ value: UInt32) { once { writer.write(number: value) } }
    func encode(_ value: UInt64) { once { writer.write(number: value) } }
    func encode(_ value: Int128) { once { writer.write(number: value) } }
    func encode(_ value: UInt128) { once { writer.write(number: value) } }
    func encode<Value: Encodable>(_ value: Value) throws { try once { try writer.write(value) } }
}
