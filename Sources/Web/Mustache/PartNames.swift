/// The parts of all values of one type: name → place among the mirror's children.
final class PartNames: Sendable {
    let places: [String: Int]

    /// `nil` where values of the type may differ in their parts, or say themselves what these are.
    init?(_ sample: Any, _ mirror: Mirror) {
        guard !(sample is any CustomReflectable) else { return nil }
        let labels = mirror.children.enumerated().compactMap { place, child in child.label.map { ($0, place) } }
        places = Dictionary(labels) { first, _ in first }
    }
}
