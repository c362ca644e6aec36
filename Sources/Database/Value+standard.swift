extension Value: ValueConvertible {
    public var databaseValue: Value { self }
    public init?(databaseValue: Value) { self = databaseValue }
}

extension Int: ValueConvertible {
    public static var columnType: ColumnType? { .integer }
    public var databaseValue: Value { .integer(Int64(self)) }
    public init?(databaseValue: Value) { self.init(exactlyIn: databaseValue) }
}

extension Int64: ValueConvertible {
    public static var columnType: ColumnType? { .integer }
    public var databaseValue: Value { .integer(self) }
    public init?(databaseValue: Value) { self.init(exactlyIn: databaseValue) }
}

extension Int32: ValueConvertible {
    public static var columnType: ColumnType? { .integer }
    public var databaseValue: Value { .integer(Int64(self)) }
    public init?(databaseValue: Value) { self.init(exactlyIn: databaseValue) }
}

extension UInt32: ValueConvertible {
    public static var columnType: ColumnType? { .integer }
    public var databaseValue: Value { .integer(Int64(self)) }
    public init?(databaseValue: Value) { self.init(exactlyIn: databaseValue) }
}

extension Int16: ValueConvertible {
    public static var columnType: ColumnType? { .integer }
    public var databaseValue: Value { .integer(Int64(self)) }
    public init?(databaseValue: Value) { self.init(exactlyIn: databaseValue) }
}

extension UInt16: ValueConvertible {
    public static var columnType: ColumnType? { .integer }
    public var databaseValue: Value { .integer(Int64(self)) }
    public init?(databaseValue: Value) { self.init(exactlyIn: databaseValue) }
}

extension Int8: ValueConvertible {
    public static var columnType: ColumnType? { .integer }
    public var databaseValue: Value { .integer(Int64(self)) }
    public init?(databaseValue: Value) { self.init(exactlyIn: databaseValue) }
}

extension UInt8: ValueConvertible {
    public static var columnType: ColumnType? { .integer }
    public var databaseValue: Value { .integer(Int64(self)) }
    public init?(databaseValue: Value) { self.init(exactlyIn: databaseValue) }
}

extension FixedWidthInteger {
    /// The integer of a value, if it is one and in range.
    init?(exactlyIn value: Value) {
        guard case .integer(let integer) = value else { return nil }
        self.init(exactly: integer)
    }
}

/// Stored as 0 and 1; any other integer is refused.
extension Bool: ValueConvertible {
    public static var columnType: ColumnType? { .boolean }
    public var databaseValue: Value { .integer(self ? 1 : 0) }

    public init?(databaseValue: Value) {
        switch databaseValue {
        case .integer(0): self = false
        case .integer(1): self = true
        default: return nil
        }
    }
}

/// A whole number is taken too: SQLite gives one back from a column without `REAL` affinity; and a number written as text, as
/// servers give a NUMERIC (an average, say) so that no digit is lost. SQLite stores NaN as NULL.
extension Double: ValueConvertible {
    public static var columnType: ColumnType? { .real }
    public var databaseValue: Value { .real(self) }

    public init?(databaseValue: Value) {
        switch databaseValue {
        case .real(let real): self = real
        case .integer(let integer): self.init(exactly: integer)
        case .text(let text) where text.utf8.allSatisfy { (0x30...0x39).contains($0) || ".-".utf8.contains($0) }: self.init(text)
        default: return nil
        }
    }
}

/// Read back rounded to single precision.
extension Float: ValueConvertible {
    public static var columnType: ColumnType? { .real }
    public var databaseValue: Value { .real(Double(self)) }

    public init?(databaseValue: Value) {
        guard let double = Double(databaseValue: databaseValue) else { return nil }
        self.init(double)
    }
}

extension String: ValueConvertible {
    public static var columnType: ColumnType? { .text }
    public var databaseValue: Value { .text(self) }

    public init?(databaseValue: Value) {
        guard case .text(let text) = databaseValue else { return nil }
        self = text
    }
}

extension Substring: ValueConvertible {
    public static var columnType: ColumnType? { .text }
    public var databaseValue: Value { .text(String(self)) }

    public init?(databaseValue: Value) {
        guard case .text(let text) = databaseValue else { return nil }
        self.init(text)
    }
}

extension [UInt8]: ValueConvertible {
    public static var columnType: ColumnType? { .blob }
    public var databaseValue: Value { .blob(self) }

    public init?(databaseValue: Value) {
        guard case .blob(let bytes) = databaseValue else { return nil }
        self = bytes
    }
}

/// `nil` is NULL.
extension Optional: ValueConvertible where Wrapped: ValueConvertible {
    public static var columnType: ColumnType? { Wrapped.columnType }
    public var databaseValue: Value {
        guard let wrapped = self else { return .null }
        return wrapped.databaseValue
    }

    public init?(databaseValue: Value) {
        if case .null = databaseValue {
            self = .none
        } else if let wrapped = Wrapped(databaseValue: databaseValue) {
            self = .some(wrapped)
        } else {
            return nil
        }
    }
}

/// An enum with raw values needs only to say `ValueConvertible`; a raw value without a case is refused.
extension RawRepresentable where RawValue: ValueConvertible, Self: ValueConvertible {
    /// As of the raw value.
    public static var columnType: ColumnType? { RawValue.columnType }
    /// The raw value.
    public var databaseValue: Value { rawValue.databaseValue }

    /// `nil` where no case has the raw value.
    public init?(databaseValue: Value) {
        guard let raw = RawValue(databaseValue: databaseValue) else { return nil }
        self.init(rawValue: raw)
    }
}
