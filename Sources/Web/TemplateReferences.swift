/// The templates that a template names: `{{>partial}}` and `{{<parent}}`. Names that are known only when a page is rendered
/// (`{{>*name}}`) are left out.
struct TemplateReferences {
    struct Reference: Hashable {
        var name: String
        /// From 1.
        var line: Int
        /// `{{<parent}}`, which always renders the other.
        var isParent: Bool
    }

    static func find(in source: String) -> [Reference] {
        var references: [Reference] = []
        var open = "{{"
        var close = "}}"
        var line = 1
        var rest = source[...]
        while let start = rest.firstRange(of: open) {
            line += rest[..<start.lowerBound].utf8.count(where: { $0 == 10 })
            rest = rest[start.upperBound...]
            guard let end = rest.firstRange(of: close) else { break }
            let tag = rest[..<end.lowerBound]
            if tag.hasPrefix("=") {
                let delimiters = tag.dropFirst().dropLast(tag.hasSuffix("=") ? 1 : 0).split(whereSeparator: \.isWhitespace)
                if delimiters.count == 2 { (open, close) = (String(delimiters[0]), String(delimiters[1])) }
            } else if let kind = tag.first, kind == ">" || kind == "<" {
                let name = tag.dropFirst().filter { !$0.isWhitespace }
                if !name.hasPrefix("*") { references.append(Reference(name: name, line: line, isParent: kind == "<")) }
            }
            line += tag.utf8.count(where: { $0 == 10 })
            rest = rest[end.upperBound...]
        }
        return references
    }
}
