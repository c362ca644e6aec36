import Glibc

/// Writes the lines of a head into room that was measured before: each piece is one copy, and nothing grows meanwhile.
///
/// The room is checked all the same: what does not fit is the program's mistake and ends it.
struct HeadWriter {
    private let room: UnsafeMutableBufferPointer<UInt8>
    private var count = 0

    init(_ room: UnsafeMutableBufferPointer<UInt8>) { self.room = room }

    var written: UnsafeBufferPointer<UInt8> { UnsafeBufferPointer(rebasing: room[..<count]) }

    mutating func append(_ text: StaticString) { text.withUTF8Buffer { append($0) } }

    mutating func append(_ bytes: UnsafeBufferPointer<UInt8>) {
        guard let target = place(for: bytes.count), let source = bytes.baseAddress else { return }
        memcpy(target, source, bytes.count)
    }

    mutating func append(decimal number: Int) {
        precondition(number >= 0)
        var unit = 1
        while number / unit >= 10 { unit *= 10 }
        while unit > 0 {
            place(for: 1)?.pointee = UInt8(ascii: "0") + UInt8(number / unit % 10)
            unit /= 10
        }
    }

    /// The text as it may stand in a header line: a byte that can't becomes a space.
    mutating func append(value text: String) {
        var text = text
        text.withUTF8 { bytes in
            guard let target = place(for: bytes.count), let source = bytes.baseAddress else { return }
            memcpy(target, source, bytes.count)
            if !Self.isPlain(bytes) { Self.clean(UnsafeMutableBufferPointer(start: target, count: bytes.count)) }
        }
    }

    private mutating func place(for length: Int) -> UnsafeMutablePointer<UInt8>? {
        precondition(length <= room.count - count, "a head is longer than was measured")
        defer { count += length }
        return length > 0 ? room.baseAddress?.advanced(by: count) : nil
    }

    /// Whether there is no control character, eight bytes at a time. Tabs count as such here: they are rare.
    private static func isPlain(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        let raw = UnsafeRawBufferPointer(bytes)
        var index = 0
        while index + 8 <= raw.count {
            guard isPlain(raw.loadUnaligned(fromByteOffset: index, as: UInt64.self)) else { return false }
            index += 8
        }
        while index < raw.count {
            guard raw[index] >= 0x20, raw[index] != 0x7F else { return false }
            index += 1
        }
        return true
    }

    /// A byte below 0x20 borrows from the next when 0x20 is taken off, and 0x7F becomes zero when it is taken off bit by bit: then
    /// the highest bit of some byte stands, where it did not before. (A borrow may mark the byte behind one that is bad already.)
    private static func isPlain(_ word: UInt64) -> Bool {
        let ones: UInt64 = 0x0101_0101_0101_0101
        let high: UInt64 = 0x8080_8080_8080_8080
        let deleted = word ^ (ones &* 0x7F)
        let controls = (word &- ones &* 0x20) & ~word
        return (controls | (deleted &- ones) & ~deleted) & high == 0
    }

    private static func clean(_ bytes: UnsafeMutableBufferPointer<UInt8>) {
        for index in bytes.indices where !ByteClass.of(bytes[index]).contains(.fieldValue) { bytes[index] = .space }
    }
}
