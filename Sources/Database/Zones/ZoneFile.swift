/// A file of tzdata, TZif (RFC 9636, section 3), versions 2 to 4:
///
///     header | data with times of 4 bytes | header | data with times of 8 bytes | "\n" rule "\n"
///     header: "TZif", version, 15 bytes unused, counts: isut, isstd, leap, time, type, char (4 bytes each, big-endian)
///     data:   transition times | their types (1 byte) | types (6 bytes: offset, isdst, idx) | chars | leap seconds | isstd | isut
///
/// The first data block is skipped. Leap seconds are not counted: POSIX time has none.
struct ZoneFile {
    let firstOffset: Int64
    let transitions: [ZoneTransition]
    let rule: ZoneRule?

    init(firstOffset: Int64, transitions: [ZoneTransition], rule: ZoneRule?) {
        (self.firstOffset, self.transitions, self.rule) = (firstOffset, transitions, rule)
    }

    /// - Returns: `nil` where the bytes are no such file.
    init?(_ bytes: [UInt8]) {
        var reader = Reader(bytes: bytes)
        guard let old = reader.header(), old.version >= UInt8(ascii: "2"), reader.skip(old.length(timeSize: 4)),
            let header = reader.header(), header.types > 0
        else { return nil }
        let start = reader.position
        guard reader.skip(header.length(timeSize: 8)) else { return nil }
        let typesStart = start + header.times * 9
        let offsets = (0..<header.types).map { reader.integer(at: typesStart + $0 * 6, size: 4) }
        var transitions: [ZoneTransition] = []
        for index in 0..<header.times {
            let type = Int(bytes[start + header.times * 8 + index])
            guard type < offsets.count else { return nil }
            transitions.append(ZoneTransition(moment: reader.integer(at: start + index * 8, size: 8), offset: offsets[type]))
        }
        firstOffset = offsets[0]
        self.transitions = transitions
        let footer = bytes[reader.position...]
        guard footer.count >= 2, footer.first == UInt8(ascii: "\n"),
            let end = footer.dropFirst().firstIndex(of: UInt8(ascii: "\n"))
        else { return nil }
        let text = String(decoding: footer[(footer.startIndex + 1)..<end], as: UTF8.self)
        rule = ZoneRule(text)
        if rule == nil, !text.isEmpty { return nil }
    }

    private struct Header {
        let version: UInt8
        let (isUT, isStandard, leaps, times, types, chars): (Int, Int, Int, Int, Int, Int)

        func length(timeSize: Int) -> Int {
            times * (timeSize + 1) + types * 6 + chars + leaps * (timeSize + 4) + isStandard + isUT
        }
    }

    private struct Reader {
        let bytes: [UInt8]
        var position = 0

        /// Big-endian, signed.
        func integer(at place: Int, size: Int) -> Int64 {
            var value: UInt64 = bytes[place] & 0x80 == 0 ? 0 : .max
            for byte in bytes[place..<(place + size)] { value = value << 8 | UInt64(byte) }
            return Int64(bitPattern: value)
        }

        mutating func skip(_ count: Int) -> Bool {
            guard count >= 0, count <= bytes.count - position else { return false }
            position += count
            return true
        }

        mutating func header() -> Header? {
            let start = position
            guard skip(44), bytes[start..<(start + 4)].elementsEqual("TZif".utf8) else { return nil }
            let counts = (0..<6).map { Int(integer(at: start + 20 + $0 * 4, size: 4)) }
            guard counts.allSatisfy({ (0...1 << 20).contains($0) }) else { return nil }
            return Header(
                version: bytes[start + 4], isUT: counts[0], isStandard: counts[1], leaps: counts[2], times: counts[3],
                types: counts[4], chars: counts[5])
        }
    }
}
