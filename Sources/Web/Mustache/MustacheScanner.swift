// Mustache (https://github.com/mustache/spec, version 1.4): where the tags are.
//
// 1. A tag runs from the open delimiter to the next close delimiter; `{{{` runs to `}}}`; `{{=<% %>=}}` changes both.
// 2. A tag other than a value that is alone on its line takes the line with it: the blanks before, the blanks behind and the
//    line's end. Of several tags on one line that holds only those of a template's inheritance, and not where a block begins and
//    ends on it: there something will stand.
// 3. Delimiters are ASCII, so that bytes can be compared.

/// Finds the tags of a template.
struct MustacheScanner {
    private let source: [UInt8]
    private var position = 0
    private var line = 1
    /// Where that line begins.
    private var lineStart = 0
    private var open = Array("{{".utf8)
    private var close = Array("}}".utf8)

    /// A tag that can't be read.
    struct Failure: Error {
        let line: Int
        let column: Int
        let message: String
    }

    /// A tag that is in the wrong place.
    static func failure(at tag: MustacheTag, _ message: String) -> Failure {
        Failure(line: tag.line, column: tag.column, message: message)
    }

    init(_ source: [UInt8]) { self.source = source }

    /// All tags, in order; those that take their lines with them have ranges that include them.
    static func tags(in source: [UInt8]) throws(Failure) -> [MustacheTag] {
        var scanner = MustacheScanner(source)
        var tags: [MustacheTag] = []
        while let tag = try scanner.next() { tags.append(tag) }
        return scanner.standingAlone(tags)
    }

    // MARK: One tag

    private mutating func next() throws(Failure) -> MustacheTag? {
        guard let start = find(open, from: position) else { return nil }
        advance(to: start)
        let (tagLine, column) = (line, start - lineStart + 1)
        var inside = start + open.count
        let sign = inside < source.count ? source[inside] : 0
        let isTriple = sign == UInt8(ascii: "{")
        let end = isTriple ? [UInt8(ascii: "}")] + close : close
        guard let stop = find(end, from: inside) else {
            throw Failure(line: tagLine, column: column, message: "the template ends inside a tag")
        }
        let kind = Self.kind(sign)
        if kind != .value { inside += 1 }
        let content = Self.trimmed(source[inside..<max(inside, stop)])
        advance(to: stop + end.count)
        let tag = MustacheTag(
            kind: kind, name: String(decoding: content, as: UTF8.self), range: start..<(stop + end.count), line: tagLine,
            column: column)
        if kind == .delimiters { try setDelimiters(tag) }
        return tag
    }

    private static func kind(_ sign: UInt8) -> MustacheTag.Kind {
        switch sign {
        case UInt8(ascii: "{"), UInt8(ascii: "&"): .rawValue
        case UInt8(ascii: "#"): .section
        case UInt8(ascii: "^"): .inverted
        case UInt8(ascii: "/"): .end
        case UInt8(ascii: ">"): .partial
        case UInt8(ascii: "<"): .parent
        case UInt8(ascii: "$"): .block
        case UInt8(ascii: "!"): .comment
        case UInt8(ascii: "="): .delimiters
        case UInt8(ascii: "%"): .pragma
        default: .value
        }
    }

    private mutating func setDelimiters(_ tag: MustacheTag) throws(Failure) {
        let parts = tag.name.utf8.dropLast(tag.name.hasSuffix("=") ? 1 : 0).split(whereSeparator: Self.isBlank)
        guard tag.name.hasSuffix("="), parts.count == 2, parts.allSatisfy({ !$0.contains(UInt8(ascii: "=")) }) else {
            throw Self.failure(at: tag, "the delimiter tag is malformed")
        }
        (open, close) = (Array(parts[0]), Array(parts[1]))
    }

    private func find(_ pattern: [UInt8], from start: Int) -> Int? {
        guard let first = pattern.first else { return nil }
        var index = start
        while index + pattern.count <= source.count {
            if source[index] == first, source[index..<(index + pattern.count)].elementsEqual(pattern) { return index }
            index += 1
        }
        return nil
    }

    private mutating func advance(to end: Int) {
        for index in position..<end where source[index] == UInt8(ascii: "\n") {
            line += 1
            lineStart = index + 1
        }
        position = end
    }

    static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D }

    private static func trimmed(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        var bytes = bytes.drop(while: isBlank)
        while let last = bytes.last, isBlank(last) { bytes.removeLast() }
        return bytes
    }
}

// MARK: Tags that stand alone

extension MustacheScanner {
    private func standingAlone(_ tags: [MustacheTag]) -> [MustacheTag] {
        var tags = tags
        var index = 0
        while index < tags.count {
            let run = run(of: tags, from: index)
            if let run { widen(&tags, run) }
            index = run?.tags.upperBound ?? index + 1
        }
        return tags
    }

    /// Tags that have a line for themselves, and the line.
    private struct Run {
        let tags: Range<Int>
        let line: Range<Int>
    }

    private func run(of tags: [MustacheTag], from first: Int) -> Run? {
        guard tags[first].mayStandAlone, let start = lineStart(before: tags[first].range.lowerBound) else { return nil }
        var last = first
        var end = skipBlanks(from: tags[last].range.upperBound)
        while last + 1 < tags.count, end == tags[last + 1].range.lowerBound {
            last += 1
            end = skipBlanks(from: tags[last].range.upperBound)
        }
        guard let lineEnd = lineEnd(at: end), isRemovable(tags[first...last]) else { return nil }
        return Run(tags: first..<(last + 1), line: start..<lineEnd)
    }

    private func isRemovable(_ tags: ArraySlice<MustacheTag>) -> Bool {
        guard tags.count > 1 else { return true }
        guard tags.allSatisfy(\.isOfInheritance) else { return false }
        var blocks = Set<String>()
        for tag in tags {
            if tag.kind == .block { blocks.insert(tag.name) }
            if tag.kind == .end, blocks.contains(tag.name) { return false }
        }
        // An end alone may be a section's; that is one tag then. With others it must close a parent or a block.
        return tags.contains { $0.kind != .end }
            || tags.count { $0.kind == .end } == tags.count
    }

    private func widen(_ tags: inout [MustacheTag], _ run: Run) {
        let (first, last) = (run.tags.lowerBound, run.tags.upperBound - 1)
        tags[first].indent = Array(source[run.line.lowerBound..<tags[first].range.lowerBound])
        for index in run.tags {
            let start = index == first ? run.line.lowerBound : tags[index].range.lowerBound
            let end = index == last ? run.line.upperBound : tags[index + 1].range.lowerBound
            tags[index].range = start..<end
        }
    }

    /// Where the line of `position` begins, if only blanks stand between.
    private func lineStart(before position: Int) -> Int? {
        var index = position
        while index > 0, source[index - 1] == 0x20 || source[index - 1] == 0x09 { index -= 1 }
        return index == 0 || source[index - 1] == UInt8(ascii: "\n") ? index : nil
    }

    private func skipBlanks(from position: Int) -> Int {
        var index = position
        while index < source.count, source[index] == 0x20 || source[index] == 0x09 { index += 1 }
        return index
    }

    /// Behind the line's end at `position`; `nil` where there is none.
    private func lineEnd(at position: Int) -> Int? {
        if position == source.count { return position }
        if source[position] == UInt8(ascii: "\n") { return position + 1 }
        guard source[position] == UInt8(ascii: "\r"), position + 1 < source.count, source[position + 1] == UInt8(ascii: "\n")
        else {
            return nil
        }
        return position + 2
    }
}
