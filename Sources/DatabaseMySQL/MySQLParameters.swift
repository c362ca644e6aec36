import CMySQL
import Database

/// Values as the library wants them: bindings into one buffer.
struct MySQLParameters {
    private struct Place {
        let type: enum_field_types
        let start: Int
        let count: Int
    }

    private var buffer: [UInt8] = []
    private var places: [Place] = []

    init(_ parameters: Parameters, _ names: ParameterNames, sql: String) throws(DatabaseError) {
        try names.arrange(parameters, of: sql) { value, _ throws(DatabaseError) in append(value) }
    }

    /// `nil` where there are no parameters.
    func withBinds<Answer>(_ body: (UnsafeMutablePointer<MYSQL_BIND>?) -> Answer) -> Answer {
        guard !places.isEmpty else { return body(nil) }
        var buffer = buffer
        var binds = [MYSQL_BIND](repeating: MYSQL_BIND(), count: places.count)
        var lengths = places.map { UInt($0.count) }
        return buffer.withUnsafeMutableBytes { bytes in
            lengths.withUnsafeMutableBufferPointer { lengths in
                for (index, place) in places.enumerated() {
                    cmysql_bind(
                        &binds[index], place.type, bytes.baseAddress.map { $0 + place.start }, UInt(place.count),
                        lengths.baseAddress.map { $0 + index }, nil)
                }
                return binds.withUnsafeMutableBufferPointer { body($0.baseAddress) }
            }
        }
    }

    private mutating func append(_ value: Value) {
        switch value {
        case .null: add(MYSQL_TYPE_NULL, [])
        case .integer(let integer): withUnsafeBytes(of: integer) { add(MYSQL_TYPE_LONGLONG, Array($0)) }
        // SQLite stores NaN as NULL; MySQL has no infinity either, and says so.
        case .real(let real) where real.isNaN: add(MYSQL_TYPE_NULL, [])
        case .real(let real): withUnsafeBytes(of: real) { add(MYSQL_TYPE_DOUBLE, Array($0)) }
        case .text(let text): add(MYSQL_TYPE_STRING, Array(text.utf8))
        case .blob(let bytes): add(MYSQL_TYPE_BLOB, bytes)
        }
    }

    /// Numbers stand at multiples of eight, as the library reads them in place.
    private mutating func add(_ type: enum_field_types, _ bytes: [UInt8]) {
        buffer += [UInt8](repeating: 0, count: (8 - buffer.count % 8) % 8)
        places.append(Place(type: type, start: buffer.count, count: bytes.count))
        buffer += bytes
        // Never a pointer beyond the buffer, also for no bytes.
        buffer.append(0)
    }
}
