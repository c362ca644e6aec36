/// One field of a ``CrontabLine``: what it is called, and what may stand there.
struct CrontabField {
    let name: String
    let range: ClosedRange<Int>
    /// Names for numbers, from the range's first on.
    var names: [String] = []

    static let minute = CrontabField(name: "minute", range: 0...59)
    static let hour = CrontabField(name: "hour", range: 0...23)
    static let day = CrontabField(name: "day of the month", range: 1...31)
    static let month = CrontabField(
        name: "month", range: 1...12,
        names: ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"])
    static let weekday = CrontabField(
        name: "day of the week", range: 0...7, names: ["sun", "mon", "tue", "wed", "thu", "fri", "sat"])

    func read(_ text: Substring) throws(DatabaseError) -> Set<Int> {
        var numbers: Set<Int> = []
        for part in text.split(separator: ",", omittingEmptySubsequences: false) { numbers.formUnion(try readPart(part)) }
        return numbers
    }

    private func readPart(_ part: Substring) throws(DatabaseError) -> [Int] {
        let pieces = part.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        guard pieces.count == 2 else { return Array(try readRange(part)) }
        guard let step = digits(pieces[1]), step > 0, pieces[0] == "*" || pieces[0].contains("-") else { throw wrong(part) }
        return Array(stride(from: try readRange(pieces[0]).lowerBound, through: try readRange(pieces[0]).upperBound, by: step))
    }

    private func readRange(_ text: Substring) throws(DatabaseError) -> ClosedRange<Int> {
        if text == "*" { return range }
        let ends = text.split(separator: "-", omittingEmptySubsequences: false)
        guard ends.count <= 2, let first = number(ends[0]), let last = number(ends[ends.count - 1]), first <= last else {
            throw wrong(text)
        }
        return first...last
    }

    private func number(_ text: Substring) -> Int? {
        if let index = names.firstIndex(of: text.lowercased()) { return range.lowerBound + index }
        return digits(text).flatMap { range.contains($0) ? $0 : nil }
    }

    private func digits(_ text: Substring) -> Int? {
        text.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) } ? Int(text) : nil
    }

    private func wrong(_ text: Substring) -> DatabaseError {
        let names = names.isEmpty ? "" : " or \(names.joined(separator: ", "))"
        return DatabaseError(
            .misuse,
            "“\(text)” is no \(name): it may be *, \(range.lowerBound) to \(range.upperBound)\(names), a range a-b, and */n or a-b/n"
        )
    }
}
