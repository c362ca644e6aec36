/// From a template's text to its parts.
struct MustacheParser {
    private let source: [UInt8]
    private let tags: [MustacheTag]
    private var next = 0
    private var position = 0
    private var escapes = true

    typealias Failure = MustacheScanner.Failure

    /// - Parameter indent: stands before each line that is not empty.
    static func parse(_ text: String, indent: [UInt8] = []) throws(Failure) -> [MustacheNode] {
        var parser = try MustacheParser(indent.isEmpty ? Array(text.utf8) : indented(text, by: indent))
        return try parser.nodes(until: nil)
    }

    private init(_ source: [UInt8]) throws(Failure) {
        self.source = source
        tags = try MustacheScanner.tags(in: source)
    }

    private static func indented(_ text: String, by indent: [UInt8]) -> [UInt8] {
        var bytes: [UInt8] = []
        var isLineStart = true
        for byte in text.utf8 {
            if isLineStart, byte != UInt8(ascii: "\n"), byte != UInt8(ascii: "\r") { bytes += indent }
            bytes.append(byte)
            isLineStart = byte == UInt8(ascii: "\n")
        }
        return bytes
    }

    /// The parts up to the end tag of `opening`; of the whole template without one.
    private mutating func nodes(until opening: MustacheTag?) throws(Failure) -> [MustacheNode] {
        var nodes: [MustacheNode] = []
        while next < tags.count {
            let tag = tags[next]
            next += 1
            text(before: tag.range.lowerBound, to: &nodes)
            position = tag.range.upperBound
            if tag.kind == .end {
                guard let opening, opening.name == tag.name else {
                    throw MustacheScanner.failure(at: tag, "this end tag does not match the section that is open")
                }
                return nodes
            }
            if let node = try node(for: tag) { nodes.append(node) }
        }
        if let opening { throw MustacheScanner.failure(at: opening, "a section is not closed: \(opening.name)") }
        text(before: source.count, to: &nodes)
        return nodes
    }

    private func text(before end: Int, to nodes: inout [MustacheNode]) {
        if position < end { nodes.append(.text(Array(source[position..<end]))) }
    }

    private mutating func node(for tag: MustacheTag) throws(Failure) -> MustacheNode? {
        switch tag.kind {
        case .value: return .value(try name(tag), isEscaped: escapes)
        case .rawValue: return .value(try name(tag), isEscaped: false)
        case .section: return .section(try name(tag), try nodes(until: tag))
        case .inverted: return .inverted(try name(tag), try nodes(until: tag))
        case .partial: return .template(try reference(tag), blocks: [:], indent: tag.indent)
        case .parent: return try parent(tag)
        case .block: return .block(try plainName(tag), try nodes(until: tag))
        case .pragma:
            try obey(tag)
            return nil
        case .comment, .delimiters, .end: return nil
        }
    }

    /// Inside a parent's tags only blocks count; text between them lays the source out.
    private mutating func parent(_ tag: MustacheTag) throws(Failure) -> MustacheNode {
        let reference = try reference(tag)
        var blocks: [String: [MustacheNode]] = [:]
        for node in try nodes(until: tag) {
            switch node {
            case .block(let name, let content): blocks[name] = content
            case .text(let text):
                guard text.allSatisfy(MustacheScanner.isBlank) else { throw misplaced(tag, "not text") }
            default: throw misplaced(tag, "nothing else")
            }
        }
        return .template(reference, blocks: blocks, indent: tag.indent)
    }

    private func misplaced(_ tag: MustacheTag, _ what: String) -> Failure {
        MustacheScanner.failure(at: tag, "inside {{<\(tag.name)}} only blocks ({{$name}}…{{/name}}) may stand, \(what)")
    }

    private func name(_ tag: MustacheTag) throws(Failure) -> MustacheName {
        guard let name = MustacheName(tag.name) else { throw badName(tag) }
        return name
    }

    private func plainName(_ tag: MustacheTag) throws(Failure) -> String {
        guard !tag.name.isEmpty, !tag.name.holdsBlank else { throw badName(tag) }
        return tag.name
    }

    private func badName(_ tag: MustacheTag) -> Failure {
        MustacheScanner.failure(at: tag, "a tag is not finished, or its name holds a character that names can't have")
    }

    private func reference(_ tag: MustacheTag) throws(Failure) -> MustacheReference {
        guard tag.name.hasPrefix("*") else { return .fixed(try plainName(tag)) }
        guard let name = MustacheName(String(tag.name.dropFirst().drop(while: \.isWhitespace))) else { throw badName(tag) }
        return .dynamic(name)
    }

    /// `{{%CONTENT_TYPE:TEXT}}`: what follows is plain text, in which HTML's characters mean nothing.
    private mutating func obey(_ tag: MustacheTag) throws(Failure) {
        let halves = tag.name.split(separator: ":", maxSplits: 1).map { $0.filter { !$0.isWhitespace } }
        guard halves.count == 2, halves[0] == "CONTENT_TYPE", halves[1] == "TEXT" || halves[1] == "HTML" else {
            throw MustacheScanner.failure(at: tag, "the {{% …}} tag is not known")
        }
        escapes = halves[1] == "HTML"
    }
}
