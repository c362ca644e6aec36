import Satchel

/// A part of the list, and where the next one is. It goes on after an id and not after a number of rows: readings that come in between
/// shift nothing, and the last page costs what the first does.
struct ReadingPage: Codable {
    var readings: [ReadingContent]
    /// `nil` on the last page.
    var next: String?

    /// `?before=ID&limit=COUNT`; newest first.
    static func of(_ user: User, in context: Context) async throws -> ReadingPage {
        let limit = try number("limit", 1...100, in: context) ?? 50
        var query = Reading.of(user)
        if let before = try number("before", 1...Int.max, in: context) { query = query.filter { $0.id < before } }
        // One more than is shown tells whether there are more.
        let found = try await query.order { $0.id.descending }.limit(limit + 1).all(in: context.database)
        let readings = found.prefix(limit).map { ReadingContent($0) }
        let next = found.count > limit ? readings.last.map { "/api/readings?before=\($0.id)&limit=\(limit)" } : nil
        return ReadingPage(readings: readings, next: next)
    }

    private static func number(_ name: String, _ range: ClosedRange<Int>, in context: Context) throws -> Int? {
        guard let text = context.query[name] else { return nil }
        guard let number = Int(text), range.contains(number) else {
            throw HTTPError(.badRequest, "“\(name)” is a number from \(range.lowerBound) to \(range.upperBound).")
        }
        return number
    }
}
