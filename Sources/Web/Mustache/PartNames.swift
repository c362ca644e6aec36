/// The parts of all values of one type: the numbers of their names, in the order of the mirror's children.
final class PartNames: Sendable {
    private let numbers: [Int?]

    /// `nil` where values of the type may differ in their parts, or say themselves what these are.
    init?(_ sample: Any, _ mirror: Mirror) {
        guard !(sample is any CustomReflectable) else { return nil }
        numbers = mirror.children.map { $0.label.map { MustacheWord($0).number } }
    }

    /// The place of a part among the children; `nil` where there is none of that name.
    func place(of word: MustacheWord) -> Int? { numbers.firstIndex(of: word.number) }
}
