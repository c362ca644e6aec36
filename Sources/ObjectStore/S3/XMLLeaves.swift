import HTTPCalls
import Secrets

/// As much XML as S3 and STS answer with: elements, text, character references, CDATA. Attributes are skipped; a document type
/// is refused (nobody sends one but who means harm).
enum XMLLeaves {
    /// An element at its end: where it stands (`Error/Code`) and the text directly in it.
    struct Element: Sendable, Hashable {
        let path: String
        let text: String
    }

    /// All elements in the order of their ends; `nil` where the bytes are not well-formed XML of one root.
    static func parse(_ bytes: [UInt8]) -> [Element]? {
        guard let text = String(validating: bytes, as: UTF8.self) else { return nil }
        var rest = Substring(text)
        var open: [(name: String, text: String)] = []
        var found: [Element] = []
        while let next = rest.firstIndex(of: "<") {
            guard let words = decode(rest[..<next]) else { return nil }
            if !open.isEmpty { open[open.count - 1].text += words } else if !words.allSatisfy(\.isWhitespace) { return nil }
            rest = rest[next...]
            if let cdata = rest.take(after: "<![CDATA[", until: "]]>") {
                guard !open.isEmpty else { return nil }
                open[open.count - 1].text += cdata
            } else if rest.take(after: "<!--", until: "-->") != nil || rest.take(after: "<?", until: "?>") != nil {
                continue
            } else if let tag = rest.take(after: "</", until: ">") {
                guard let last = open.popLast(), last.name == tag.trimmed else { return nil }
                found.append(Element(path: (open.map(\.name) + [last.name]).joined(separator: "/"), text: last.text))
            } else if let tag = rest.take(after: "<", until: ">") {
                guard let name = name(tag), open.count < 64, !(open.isEmpty && !found.isEmpty) else { return nil }
                if tag.hasSuffix("/") {
                    found.append(Element(path: (open.map(\.name) + [name]).joined(separator: "/"), text: ""))
                } else {
                    open.append((name, ""))
                }
            } else {
                return nil
            }
        }
        return open.isEmpty && !found.isEmpty && rest.allSatisfy(\.isWhitespace) ? found : nil
    }

    private static func name(_ tag: Substring) -> String? {
        let name = tag.prefix { !$0.isWhitespace && $0 != "/" }
        guard let first = name.first, first.isLetter || first == "_" else { return nil }
        return String(name)
    }

    /// Text with its references resolved; `nil` for an unknown one.
    private static func decode(_ text: Substring) -> String? {
        guard text.contains("&") else { return String(text) }
        var decoded = ""
        var rest = text
        while let start = rest.firstIndex(of: "&") {
            decoded += rest[..<start]
            rest = rest[start...]
            guard let name = rest.take(after: "&", until: ";"), let character = character(name) else { return nil }
            decoded.unicodeScalars.append(character)
        }
        return decoded + rest
    }

    private static func character(_ name: Substring) -> Unicode.Scalar? {
        switch name {
        case "lt": return "<"
        case "gt": return ">"
        case "amp": return "&"
        case "quot": return "\""
        case "apos": return "'"
        default:
            guard name.first == "#" else { return nil }
            let digits = name.dropFirst()
            let isHexadecimal = digits.first == "x" || digits.first == "X"
            return UInt32(isHexadecimal ? digits.dropFirst() : digits, radix: isHexadecimal ? 16 : 10).flatMap(
                Unicode.Scalar.init)
        }
    }
}

extension Substring {
    /// Where this starts with `start`: what follows it up to `end`, taken away with both. `nil`, and nothing is taken, otherwise.
    fileprivate mutating func take(after start: String, until end: String) -> Substring? {
        guard hasPrefix(start) else { return nil }
        let inside = dropFirst(start.count)
        guard let first = end.first else { return nil }
        var at = inside.startIndex
        while let candidate = inside[at...].firstIndex(of: first) {
            if inside[candidate...].hasPrefix(end) {
                self = inside[candidate...].dropFirst(end.count)
                return inside[..<candidate]
            }
            at = inside.index(after: candidate)
        }
        return nil
    }
}
