/// The encoder of one value: where its containers come from, for as long as its `encode(to:)` runs.
struct JSONFrame: Encoder {
    private let writer: JSONWriter
    private let frame: Int

    init(_ writer: JSONWriter) {
        self.writer = writer
        frame = writer.newest
    }

    /// Not kept: who asks for it gets Foundation's.
    var codingPath: [any CodingKey] {
        writer.giveUp()
        return []
    }

    var userInfo: [CodingUserInfoKey: Any] { [:] }

    func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
        writer.begin(.object, in: frame)
        return KeyedEncodingContainer(JSONObjectWriter<Key>(writer))
    }

    func unkeyedContainer() -> any UnkeyedEncodingContainer {
        writer.begin(.list, in: frame)
        return JSONListWriter(writer)
    }

    func singleValueContainer() -> any SingleValueEncodingContainer {
        writer.begin(.value, in: frame)
        return JSONValueWriter(writer)
    }
}
