import CSQLite

/// Numbers that are kept as text, compared as numbers: the collation that queries name for columns of decimals. It stands in no schema,
/// so that other programs can read the tables.
enum DecimalCollation {
    static func install(on handle: OpaquePointer) {
        sqlite3_create_collation_v2(handle, "satchel_decimal", SQLITE_UTF8, nil, compare, nil)
    }

    private static let compare:
        @convention(c) (UnsafeMutableRawPointer?, Int32, UnsafeRawPointer?, Int32, UnsafeRawPointer?) -> Int32 = {
            _, leftCount, left, rightCount, right in
            let left = UnsafeRawBufferPointer(start: left, count: Int(leftCount))
            let right = UnsafeRawBufferPointer(start: right, count: Int(rightCount))
            return order(left, right)
        }

    /// -1, 0 or 1. What is no decimal comes after all that are, by its bytes.
    static func order(_ left: UnsafeRawBufferPointer, _ right: UnsafeRawBufferPointer) -> Int32 {
        switch (Digits(left), Digits(right)) {
        case (let first?, let second?): first.order(second)
        case (nil, nil): left.lexicographicallyPrecedes(right) ? -1 : right.lexicographicallyPrecedes(left) ? 1 : 0
        case (nil, _): 1
        case (_, nil): -1
        }
    }

    /// `-12.50`: a sign, what stands before the point without zeros in front, what stands behind it without zeros at the end.
    private struct Digits {
        var isNegative = false
        let whole: Slice<UnsafeRawBufferPointer>
        let fraction: Slice<UnsafeRawBufferPointer>

        init?(_ text: UnsafeRawBufferPointer) {
            var rest = text[...]
            if let sign = rest.first, sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+") {
                isNegative = sign == UInt8(ascii: "-")
                rest = rest.dropFirst()
            }
            let point = rest.firstIndex(of: UInt8(ascii: ".")) ?? rest.endIndex
            whole = rest[..<point].drop { $0 == UInt8(ascii: "0") }
            var fraction = rest[point...].dropFirst()
            guard !rest.isEmpty, rest[..<point].allSatisfy(Self.isDigit), fraction.allSatisfy(Self.isDigit) else { return nil }
            while fraction.last == UInt8(ascii: "0") { fraction = fraction.dropLast() }
            self.fraction = fraction
            if whole.isEmpty, fraction.isEmpty { isNegative = false }
        }

        func order(_ other: Digits) -> Int32 {
            guard isNegative == other.isNegative else { return isNegative ? -1 : 1 }
            let order = magnitude(other)
            return isNegative ? -order : order
        }

        private func magnitude(_ other: Digits) -> Int32 {
            if whole.count != other.whole.count { return whole.count < other.whole.count ? -1 : 1 }
            if whole.lexicographicallyPrecedes(other.whole) { return -1 }
            if other.whole.lexicographicallyPrecedes(whole) { return 1 }
            if fraction.lexicographicallyPrecedes(other.fraction) { return -1 }
            return other.fraction.lexicographicallyPrecedes(fraction) ? 1 : 0
        }

        private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }
    }
}
