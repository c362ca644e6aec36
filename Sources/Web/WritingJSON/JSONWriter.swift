// JSON written straight into bytes, as Foundation's encoder with sorted keys writes it, in a fraction of its time: that one makes a tree
// of objects first.
//
// 1. What is written is byte for byte Foundation's. Where that is not certain (nested containers, super encoders, a container asked
//    for twice, a key that is not plain ASCII or comes twice, numbers that JSON has not, who asks for the coding path, who throws, caught
//    or not), the writer says so by `isBeyond`, and Foundation's encoder does it all, errors included.
// 2. A value has a frame from its `encode(to:)` to its return, and every frame a number. Containers write into the newest frame only: one
//    that was kept for longer is beyond.
// 3. Members are written in the order in which they come, and put in the order of their names when the object ends.

import FoundationEssentials

/// One value on its way into bytes.
final class JSONWriter {
    enum Kind { case undecided, object, list, value }

    private struct Frame {
        let number: Int
        let start: Int
        let firstMember: Int
        var kind = Kind.undecided
        var count = 0
        var isSorted = true
    }

    /// Where a member stands: its name without quotation marks, and its end.
    private struct Member {
        let start: Int
        let name: Range<Int>
        var end: Int
    }

    private var bytes: [UInt8] = []
    private var frames: [Frame] = []
    private var members: [Member] = []
    private var lastNumber = 0
    private var isBeyond = false

    /// The value as JSON; `nil` where Foundation has to say it.
    static func bytes<Value: Encodable>(of value: Value) -> [UInt8]? {
        let writer = JSONWriter()
        writer.bytes.reserveCapacity(1024)
        // An error of the value's own comes again, from Foundation's encoder.
        guard (try? writer.write(value)) != nil, !writer.isBeyond else { return nil }
        return writer.bytes
    }

    func giveUp() { isBeyond = true }

    // MARK: Values

    func write<Value: Encodable>(_ value: Value) throws {
        guard !isBeyond, !writeKnown(value) else { return }
        lastNumber += 1
        frames.append(Frame(number: lastNumber, start: bytes.count, firstMember: members.count))
        do {
            try value.encode(to: JSONFrame(self))
        } catch {
            // Who catches it goes on without the value, of which a part may stand here.
            giveUp()
            throw error
        }
        endFrame()
    }

    /// The types that have a form of their own in JSON; false for all others.
    private func writeKnown<Value: Encodable>(_ value: Value) -> Bool {
        if Value.self == String.self, let text = value as? String {
            write(text: text)
        } else if Value.self == Int.self, let number = value as? Int {
            write(number: number)
        } else if Value.self == Bool.self, let flag = value as? Bool {
            write(flag: flag)
        } else if Value.self == Date.self, let date = value as? Date {
            write(text: date.formatted(.iso8601))
        } else if Value.self == Data.self, let data = value as? Data {
            write(text: data.base64EncodedString())
        } else if Value.self == URL.self, let url = value as? URL {
            write(text: url.absoluteString)
        } else if Value.self == Decimal.self, let number = value as? Decimal {
            if number.isNaN { giveUp() } else { bytes.append(contentsOf: number.description.utf8) }
        } else {
            return false
        }
        return true
    }

    func write(text: String) {
        var text = text
        bytes.append(Self.quote)
        text.withUTF8 { part in
            if part.allSatisfy(Self.isPlain) { bytes.append(contentsOf: part) } else { part.forEach(escape) }
        }
        bytes.append(Self.quote)
    }

    func write(number: some FixedWidthInteger) { bytes.append(contentsOf: String(number).utf8) }

    func write(number: some BinaryFloatingPoint & CustomStringConvertible) {
        guard number.isFinite else { return giveUp() }
        let text = number.description.utf8
        bytes.append(contentsOf: text.suffix(2).elementsEqual(".0".utf8) ? text.dropLast(2) : text[...])
    }

    func write(flag: Bool) { bytes.append(contentsOf: flag ? "true".utf8 : "false".utf8) }

    func writeNull() { bytes.append(contentsOf: "null".utf8) }

    // MARK: Structure

    /// The number of the frame whose value is being written.
    var newest: Int { frames.last?.number ?? 0 }

    /// What the newest frame's value is. Only once: two containers of one value are Foundation's to join.
    func begin(_ kind: Kind, in frame: Int) {
        guard isNewest(frame), frames[frames.count - 1].kind == .undecided else { return giveUp() }
        frames[frames.count - 1].kind = kind
        if kind == .object { bytes.append(UInt8(ascii: "{")) }
        if kind == .list { bytes.append(UInt8(ascii: "[")) }
    }

    /// How many elements a list has by now.
    func count(in frame: Int) -> Int { isNewest(frame) ? frames[frames.count - 1].count : 0 }

    /// Before an element of a list; false for who must not write now.
    func beginElement(in frame: Int) -> Bool {
        guard isNewest(frame) else { return false }
        if frames[frames.count - 1].count > 0 { bytes.append(Self.comma) }
        frames[frames.count - 1].count += 1
        return true
    }

    /// Before a member's value: its name.
    func beginMember(_ name: String, in frame: Int) -> Bool {
        guard beginElement(in: frame) else { return false }
        let start = bytes.count
        guard writeName(name) else {
            giveUp()
            return false
        }
        let place = (start + 1)..<(bytes.count - 2)
        let last = frames.count - 1
        if frames[last].count > 1, let before = members.last, !isBefore(before.name, place) { frames[last].isSorted = false }
        members.append(Member(start: start, name: place, end: place.upperBound))
        return true
    }

    private func writeName(_ name: String) -> Bool {
        var name = name
        bytes.append(Self.quote)
        let isPlain = name.withUTF8 { part in
            bytes.append(contentsOf: part)
            return part.allSatisfy { Self.isPlain($0) && $0 < 0x80 }
        }
        bytes.append(Self.quote)
        bytes.append(UInt8(ascii: ":"))
        return isPlain
    }

    /// Behind a member's value.
    func endMember() {
        if let last = members.indices.last { members[last].end = bytes.count }
    }

    /// Whether this frame's value is what is being written; nothing of it yet, for a single one. If not, it is Foundation's.
    func isNewest(_ frame: Int, isSingle: Bool = false) -> Bool {
        guard !isBeyond, let last = frames.last, last.number == frame, !isSingle || bytes.count == last.start else {
            giveUp()
            return false
        }
        return true
    }

    private func endFrame() {
        guard !isBeyond, let frame = frames.popLast() else { return }
        switch frame.kind {
        case .object:
            if !frame.isSorted { sort(frame) }
            members.removeSubrange(frame.firstMember...)
            bytes.append(UInt8(ascii: "}"))
        case .list: bytes.append(UInt8(ascii: "]"))
        case .value where bytes.count > frame.start: break
        case .value, .undecided: giveUp()
        }
    }

    private func sort(_ frame: Frame) {
        let sorted = members[frame.firstMember...].sorted { isBefore($0.name, $1.name) }
        guard let first = sorted.first, zip(sorted, sorted.dropFirst()).allSatisfy({ isBefore($0.name, $1.name) }) else {
            return giveUp()
        }
        var text = Array(bytes[first.start..<first.end])
        for member in sorted.dropFirst() {
            text.append(Self.comma)
            text.append(contentsOf: bytes[member.start..<member.end])
        }
        bytes.replaceSubrange((frame.start + 1)..., with: text)
    }

    private func isBefore(_ one: Range<Int>, _ other: Range<Int>) -> Bool {
        bytes[one].lexicographicallyPrecedes(bytes[other])
    }

    // MARK: Text

    private static let quote = UInt8(ascii: "\""), comma = UInt8(ascii: ","), backslash = UInt8(ascii: "\\")

    @inline(__always)
    private static func isPlain(_ byte: UInt8) -> Bool { byte >= 0x20 && byte != quote && byte != backslash }

    /// RFC 8259 section 7: the marks and what is below the blank; as letters where there are some.
    private func escape(_ byte: UInt8) {
        if Self.isPlain(byte) { return bytes.append(byte) }
        bytes.append(Self.backslash)
        switch byte {
        case Self.quote, Self.backslash: bytes.append(byte)
        case 0x08: bytes.append(UInt8(ascii: "b"))
        case 0x09: bytes.append(UInt8(ascii: "t"))
        case 0x0A: bytes.append(UInt8(ascii: "n"))
        case 0x0C: bytes.append(UInt8(ascii: "f"))
        case 0x0D: bytes.append(UInt8(ascii: "r"))
        default:
            bytes.append(contentsOf: (byte < 0x10 ? "u000" : "u00").utf8)
            bytes.append(contentsOf: String(byte, radix: 16).utf8)
        }
    }
}
