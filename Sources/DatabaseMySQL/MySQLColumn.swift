import CMySQL
import Database

/// A column of a result: its name, and how it becomes a value.
struct MySQLColumn {
    enum Kind { case integer, unsigned, real, decimal, bytes, moment, text }

    let name: String
    let kind: Kind

    init(_ field: MYSQL_FIELD) {
        name = String(cString: field.name)
        kind = Self.kind(field)
    }

    /// The character set of what is no text (https://dev.mysql.com/doc/c-api/8.0/en/c-api-data-structures.html, `charsetnr`).
    private static let binary: UInt32 = 63
    private static let unsignedFlag: UInt32 = 32

    private static func kind(_ field: MYSQL_FIELD) -> Kind {
        switch field.type {
        case MYSQL_TYPE_TINY, MYSQL_TYPE_SHORT, MYSQL_TYPE_INT24, MYSQL_TYPE_LONG, MYSQL_TYPE_LONGLONG, MYSQL_TYPE_YEAR:
            field.flags & unsignedFlag == 0 ? .integer : .unsigned
        case MYSQL_TYPE_FLOAT, MYSQL_TYPE_DOUBLE: .real
        case MYSQL_TYPE_DECIMAL, MYSQL_TYPE_NEWDECIMAL: .decimal
        case MYSQL_TYPE_DATETIME, MYSQL_TYPE_TIMESTAMP: .moment
        case MYSQL_TYPE_STRING, MYSQL_TYPE_VAR_STRING, MYSQL_TYPE_VARCHAR, MYSQL_TYPE_BLOB, MYSQL_TYPE_TINY_BLOB,
            MYSQL_TYPE_MEDIUM_BLOB, MYSQL_TYPE_LONG_BLOB, MYSQL_TYPE_BIT:
            field.charsetnr == binary ? .bytes : .text
        default: .text
        }
    }
}

/// Where the values of one column land, row after row.
///
/// Its memory is its own, so that the pointers in a binding stay good as long as it lives.
final class MySQLBuffer {
    private let type: enum_field_types
    private let memory: UnsafeMutableRawBufferPointer
    private let length = UnsafeMutablePointer<UInt>.allocate(capacity: 1)
    private let isNull = UnsafeMutablePointer<my_bool>.allocate(capacity: 1)

    init(_ column: MySQLColumn, longest: Int) {
        let size: Int
        switch column.kind {
        case .integer, .unsigned: (type, size) = (MYSQL_TYPE_LONGLONG, 8)
        case .real: (type, size) = (MYSQL_TYPE_DOUBLE, 8)
        case .bytes: (type, size) = (MYSQL_TYPE_BLOB, longest)
        // A date comes in parts and is written out as text: `max_length` does not count that.
        case .decimal, .moment, .text: (type, size) = (MYSQL_TYPE_STRING, max(longest, 64))
        }
        memory = .allocate(byteCount: max(size, 8), alignment: 8)
        length.initialize(to: 0)
        isNull.initialize(to: 0)
    }

    deinit {
        memory.deallocate()
        length.deallocate()
        isNull.deallocate()
    }

    func bind(_ bind: inout MYSQL_BIND) {
        cmysql_bind(&bind, type, memory.baseAddress, UInt(memory.count), length, isNull)
    }

    func value(_ kind: MySQLColumn.Kind) -> Value {
        guard isNull.pointee == 0 else { return .null }
        switch kind {
        case .integer: return .integer(memory.load(as: Int64.self))
        case .unsigned:
            let number = memory.load(as: UInt64.self)
            return Int64(exactly: number).map(Value.integer) ?? .text(String(number))
        case .real: return .real(memory.load(as: Double.self))
        case .bytes: return .blob(Array(content))
        case .decimal: return Value(decimal: text)
        case .moment: return Value(moment: content)
        case .text: return .text(text)
        }
    }

    private var content: UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(rebasing: memory[..<min(Int(clamping: length.pointee), memory.count)])
    }

    private var text: String { String(decoding: content, as: UTF8.self) }
}
