/// What was asked for once, by the numbers of the names; also what there is not, which is asked for as often. There are a few dozen: to
/// look through their numbers takes less than to make a hash.
struct SeenParts {
    private var numbers: [Int] = []
    private var values: [MustacheValue?] = []

    init(capacity: Int = 0) {
        numbers.reserveCapacity(capacity)
        values.reserveCapacity(capacity)
    }

    /// The value of that name, or that there is none; `nil` where nobody has asked.
    subscript(word: MustacheWord) -> MustacheValue?? {
        numbers.firstIndex(of: word.number).map { values[$0] }
    }

    /// Keeps what was found for a name that was not asked for before.
    mutating func keep(_ value: MustacheValue?, of word: MustacheWord) {
        numbers.append(word.number)
        values.append(value)
    }
}
