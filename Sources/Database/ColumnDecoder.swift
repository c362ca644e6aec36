/// One value as a decoder: of a number, a text, or whatever is made of a single one.
struct ColumnDecoder: Decoder, SingleValueDecodingContainer {
    let value: Value
    let column: String
    var codingPath: [any CodingKey] { [] }
    var userInfo: [CodingUserInfoKey: Any] { [:] }

    func singleValueContainer() -> any SingleValueDecodingContainer { self }

    func container<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
        throw DatabaseError.hasParts(column: column)
    }

    func unkeyedContainer() throws -> any UnkeyedDecodingContainer { throw DatabaseError.hasParts(column: column) }

    func decodeNil() -> Bool {
        if case .null = value { return true }
        return false
    }

    func decode<Wanted: Decodable>(_ type: Wanted.Type) throws -> Wanted {
        try decode(type, by: type as? any ValueConvertible.Type)
    }

    /// The one place where a value becomes what a property wants.
    ///
    /// - Parameter convertible: the type itself, where a value can be made of a column's.
    func decode<Wanted: Decodable>(
        _ type: Wanted.Type, by convertible: (any ValueConvertible.Type)?
    ) throws -> Wanted {
        if let convertible {
            if let wanted = convertible.init(databaseValue: value) as? Wanted { return wanted }
            guard type is any RawRepresentable.Type, value != .null else {
                throw DatabaseError.mismatch(column: column, wanted: type, found: value)
            }
            throw DatabaseError(.decoding, "the column \(column) holds \(value.storageClass) that is no \(type)")
        }
        do {
            return try Wanted(from: self)
        } catch is DecodingError {
            // An enum's raw value without a case; its own text would show the value.
            throw DatabaseError(.decoding, "the column \(column) holds \(value.storageClass) that is no \(type)")
        }
    }

    func decode(_ type: Bool.Type) throws -> Bool { try value.converted(in: column) }
    func decode(_ type: String.Type) throws -> String { try value.converted(in: column) }
    func decode(_ type: Double.Type) throws -> Double { try value.converted(in: column) }
    func decode(_ type: Float.Type) throws -> Float { try value.converted(in: column) }
    func decode(_ type: Int.Type) throws -> Int { try value.integer(in: column) }
    func decode(_ type: Int8.Type) throws -> Int8 { try value.integer(in: column) }
    func decode(_ type: Int16.Type) throws -> Int16 { try value.integer(in: column) }
    func decode(_ type: Int32.Type) throws -> Int32 { try value.integer(in: column) }
    func decode(_ type: Int64.Type) throws -> Int64 { try value.integer(in: column) }
    func decode(_ type: UInt.Type) throws -> UInt { try value.integer(in: column) }
    func decode(_ type: UInt8.Type) throws -> UInt8 { try value.integer(in: column) }
    func decode(_ type: UInt16.Type) throws -> UInt16 { try value.integer(in: column) }
    func decode(_ type: UInt32.Type) throws -> UInt32 { try value.integer(in: column) }
    func decode(_ type: UInt64.Type) throws -> UInt64 { try value.integer(in: column) }
}
