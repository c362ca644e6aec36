/// Variables by the numbers of their names. Each is looked up once for a page, in place of each of the page's names in each of the layers.
struct NumberedVariables {
    private let layers: [[String: any Sendable]]
    private var numbers: [Int] = []
    private var values: [any Sendable] = []
    /// Names from this number on were not known yet: a page's program is made after its variables, and brings those of its texts.
    private let end: Int

    /// The first layer that has a name wins.
    init(_ layers: [[String: any Sendable]]) {
        self.layers = layers
        let known = MustacheWord.all
        end = known.count
        let count = layers.reduce(0) { $0 + $1.count }
        numbers.reserveCapacity(count)
        values.reserveCapacity(count)
        for layer in layers {
            for (name, value) in layer {
                // What no template names is not asked for.
                guard let number = known[name] else { continue }
                numbers.append(number)
                values.append(value)
            }
        }
    }

    subscript(word: MustacheWord) -> (any Sendable)? {
        if word.number < end { return numbers.firstIndex(of: word.number).map { values[$0] } }
        for layer in layers {
            if let value = layer[word.text] { return value }
        }
        return nil
    }
}
