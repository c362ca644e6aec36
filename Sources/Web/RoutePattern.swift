/// A route's pattern, taken apart and checked.
struct RoutePattern: Sendable {
    enum Segment: Sendable, Hashable {
        case literal(String)
        case parameter(String)
        case rest(String)
    }

    let segments: [Segment]
    /// The names of its parameters, in order.
    let names: [String]

    /// - Parameter place: where the program makes the route, for messages.
    init(_ pattern: String, at place: String) throws(RouteError) {
        func refuse(_ what: String) -> RouteError { .badPattern(pattern, what, place: place) }
        guard pattern.hasPrefix("/") else { throw refuse("does not begin with /") }
        let pieces = pattern == "/" ? [] : pattern.dropFirst().split(separator: "/", omittingEmptySubsequences: false)
        var segments: [Segment] = []
        var names: [String] = []
        for (index, piece) in pieces.enumerated() {
            let segment = Self.segment(piece)
            segments.append(segment)
            switch segment {
            case .literal(let text):
                if text.isEmpty || text == "." || text == ".." { throw refuse("has an empty or dotted segment") }
            case .parameter(let name), .rest(let name):
                if name.isEmpty { throw refuse("has a parameter without name") }
                if names.contains(name) { throw refuse("names \(name) twice") }
                names.append(name)
            }
            if case .rest = segment, index < pieces.count - 1 { throw refuse("goes on after *") }
        }
        self.segments = segments
        self.names = names
    }

    private static func segment(_ piece: Substring) -> Segment {
        switch piece.first {
        case ":": .parameter(String(piece.dropFirst()))
        case "*": .rest(String(piece.dropFirst()))
        default: .literal(String(piece))
        }
    }
}
