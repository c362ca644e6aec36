import Synchronization

/// One part of a name, with a number that all parts of the same text have: a page compares its names with each other hundreds of
/// times, and numbers are compared at once. They are handed out when templates are read; nothing that a visitor sends gets one.
struct MustacheWord: Sendable, Hashable {
    let text: String
    let number: Int

    private static let known = Mutex<[String: Int]>([:])

    init(_ text: String) {
        self.text = text
        number = Self.known.withLock { known in
            if let number = known[text] { return number }
            known[text] = known.count
            return known.count - 1
        }
    }

    /// The numbers of all names that templates have by now.
    static var all: [String: Int] { known.withLock { $0 } }

    static func == (one: MustacheWord, other: MustacheWord) -> Bool { one.number == other.number }
    func hash(into hasher: inout Hasher) { hasher.combine(number) }
}
