@testable import SatchelTesting

/// What is wrong with a page as HTML: tags that are not closed in order, ids and attributes that come twice, a bare `&` or `<`.
///
/// Not a validator: it knows no content models. It finds what a template breaks.
enum HTMLCheck {
    private static let void: Set<String> = ["meta", "link", "img", "input", "br", "hr", "rect", "path", "line", "polyline"]

    static func problems(in html: String) -> [String] {
        var problems = tags(html)
        if !html.lowercased().hasPrefix("<!doctype html>") { problems.append("no doctype") }
        for match in html.matches(of: /&(?!#?[A-Za-z0-9]+;)/) {
            problems.append("a bare & at “\(html[match.range.lowerBound...].prefix(30))”")
        }
        for match in html.matches(of: /<(?![A-Za-z\/!])/) {
            problems.append("a bare < at “\(html[match.range.lowerBound...].prefix(30))”")
        }
        for match in html.matches(of: /<[a-z][^>]*?\s([a-z-]+)="[^"]*"[^>]*?\s\1="/) { problems.append("twice \(match.1)") }
        return problems
    }

    private static func tags(_ html: String) -> [String] {
        var problems: [String] = []
        var open: [String] = []
        var ids: Set<String> = []
        for token in HTMLScanner(html).tokens {
            switch token {
            case .open(let name, let attributes):
                if let id = attributes["id"], !ids.insert(id).inserted { problems.append("the id \(id) comes twice") }
                if !void.contains(name) { open.append(name) }
            case .close(let name) where void.contains(name): break
            case .close(let name):
                if open.last == name { open.removeLast() } else { problems.append("</\(name)> within \(open.last ?? "nothing")") }
            case .text: break
            }
        }
        return problems + open.map { "<\($0)> is not closed" }
    }
}
