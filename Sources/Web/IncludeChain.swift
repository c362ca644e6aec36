/// By which tags a page comes to a template: what an error in an included template leaves open.
struct IncludeChain {
    private struct Link {
        let from: String
        let place: String
        let to: String
    }

    private let links: [String: [Link]]

    init(_ sources: [TemplateSource]) {
        let all = sources.flatMap { source in
            // A template that can't be read as a whole includes nothing.
            TemplateReferences.find(in: (try? MustacheScanner.tags(in: Array(source.text.utf8))) ?? []).map {
                Link(from: source.name, place: "\(source.file):\($0.line):\($0.column)", to: $0.name)
            }
        }
        links = Dictionary(grouping: all, by: \.from)
    }

    /// The shortest way, one text per tag; empty where there is none, as to the page itself.
    func places(from page: String, to target: String) -> [String] {
        page == target ? [] : way(from: page, to: target).map(Self.text)
    }

    /// The way to a template that includes itself, and around to it again; empty where none does.
    func loop(from page: String) -> [String] {
        var seen: Set<String> = [page]
        var queue = [page]
        while !queue.isEmpty {
            let name = queue.removeFirst()
            let around = way(from: name, to: name)
            if !around.isEmpty { return places(from: page, to: name) + around.map(Self.text) }
            for link in links[name] ?? [] where seen.insert(link.to).inserted { queue.append(link.to) }
        }
        return []
    }

    private func way(from start: String, to target: String) -> [Link] {
        var reachedBy: [String: Link] = [:]
        var queue = [start]
        while !queue.isEmpty {
            for link in links[queue.removeFirst()] ?? [] where reachedBy[link.to] == nil {
                reachedBy[link.to] = link
                if link.to == target { return Self.back(from: target, to: start, reachedBy) }
                queue.append(link.to)
            }
        }
        return []
    }

    private static func back(from target: String, to start: String, _ reachedBy: [String: Link]) -> [Link] {
        var way: [Link] = []
        var name = target
        while let link = reachedBy[name], way.isEmpty || name != start {
            way.insert(link, at: 0)
            name = link.from
        }
        return way
    }

    private static func text(_ link: Link) -> String { "\(link.place) includes \(link.to)" }
}
