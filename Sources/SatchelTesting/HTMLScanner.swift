// Enough of HTML to fill in forms of pages that we render: tags, attributes, text, entities. Not a browser's parser: it builds
// no tree and mends nothing.

/// Reads a page as a flat list of tags and texts.
struct HTMLScanner {
    enum Token {
        case open(name: String, attributes: [String: String])
        case close(name: String)
        case text(String)
    }

    let tokens: [Token]

    init(_ page: String) {
        var rest = page[...]
        var tokens: [Token] = []
        while !rest.isEmpty {
            guard rest.first == "<" else {
                let text = rest.prefix { $0 != "<" }
                rest = rest[text.endIndex...]
                tokens.append(.text(HTMLEntities.decode(text)))
                continue
            }
            if rest.hasPrefix("<!--") {
                rest = rest.dropping(through: "-->")
                continue
            }
            guard let token = Self.tag(&rest) else { continue }
            tokens.append(token)
            if case .open(let name, _) = token, name == "script" || name == "style" {
                rest = rest.dropping(before: "</\(name)")
            }
        }
        self.tokens = tokens
    }

    var visibleText: String {
        var text = ""
        var isInHead = false
        for token in tokens {
            switch token {
            case .open(let name, _):
                if name == "head" { isInHead = true }
                text += " "
            case .close(let name):
                if name == "head" { isInHead = false }
                text += " "
            case .text(let words): if !isInHead { text += words }
            }
        }
        return text.collapsingSpaces
    }

    /// The tag at the start of `rest`, which moves behind it; `nil` for a doctype or a lone `<`.
    private static func tag(_ rest: inout Substring) -> Token? {
        rest.removeFirst()
        let isClosing = rest.first == "/"
        if isClosing { rest.removeFirst() }
        guard rest.first?.isLetter == true else {
            rest = rest.dropping(through: ">")
            return nil
        }
        let name = rest.prefix { !$0.isWhitespace && $0 != ">" && $0 != "/" }
        rest = rest[name.endIndex...]
        let attributes = attributes(&rest)
        return isClosing ? .close(name: name.lowercased()) : .open(name: name.lowercased(), attributes: attributes)
    }

    private static func attributes(_ rest: inout Substring) -> [String: String] {
        var attributes: [String: String] = [:]
        while true {
            rest = rest.drop { $0.isWhitespace || $0 == "/" }
            guard let first = rest.first else { return attributes }
            if first == ">" {
                rest.removeFirst()
                return attributes
            }
            let name = rest.prefix { !$0.isWhitespace && $0 != "=" && $0 != ">" && $0 != "/" }
            rest = rest[name.endIndex...].drop(while: \.isWhitespace)
            attributes[name.lowercased()] = rest.first == "=" ? value(&rest) : ""
            if name.isEmpty { rest = rest.dropFirst() }
        }
    }

    private static func value(_ rest: inout Substring) -> String {
        rest = rest.dropFirst().drop(while: \.isWhitespace)
        if let quote = rest.first, quote == "\"" || quote == "'" {
            let value = rest.dropFirst().prefix { $0 != quote }
            rest = rest[value.endIndex...].dropFirst()
            return HTMLEntities.decode(value)
        }
        let value = rest.prefix { !$0.isWhitespace && $0 != ">" }
        rest = rest[value.endIndex...]
        return HTMLEntities.decode(value)
    }
}

extension Substring {
    fileprivate func dropping(through mark: String) -> Substring {
        firstRange(of: mark).map { self[$0.upperBound...] } ?? self[endIndex...]
    }

    fileprivate func dropping(before mark: String) -> Substring {
        firstRange(of: mark).map { self[$0.lowerBound...] } ?? self[endIndex...]
    }

    private func firstRange(of mark: String) -> Range<Index>? {
        var start = startIndex
        while start < endIndex {
            if self[start...].hasPrefix(mark) { return start..<index(start, offsetBy: mark.count) }
            start = index(after: start)
        }
        return nil
    }
}
