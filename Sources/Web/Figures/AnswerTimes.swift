/// How long answers took: how many fell into each of eighty spans, four to an octave, from a tenth of a millisecond to a minute and a half.
/// A quantile is so at most a fifth too high.
public struct AnswerTimes: Sendable, Hashable {
    private static let spans = 80
    /// Microseconds.
    private static let least = 100.0

    private var counts = [UInt32](repeating: 0, count: spans)
    /// How many answers.
    public private(set) var count = 0

    /// None.
    public init() {}

    /// Adds an answer.
    public mutating func add(_ duration: Duration) {
        let index = Self.span(of: duration)
        counts[index] &+= 1
        count += 1
    }

    /// The time within which this share of the answers came, in seconds; `nil` where there was none.
    public func quantile(_ share: Double) -> Double? {
        guard count > 0 else { return nil }
        var rest = Int((Double(count) * share).rounded(.up))
        for (index, inSpan) in counts.enumerated() {
            rest -= Int(inSpan)
            if rest <= 0 { return Self.end(of: index) }
        }
        return Self.end(of: Self.spans - 1)
    }

    /// By the position of the highest bit and the two behind it: no logarithm is taken for each request.
    private static func span(of duration: Duration) -> Int {
        let parts = duration.components
        let units = (Double(parts.seconds) * 1e6 + Double(parts.attoseconds) * 1e-12) / least
        guard units >= 1, units.isFinite else { return 0 }
        let octave = Int(units.exponent)
        return min(octave * 4 + Int((units.significand - 1) * 4), spans - 1)
    }

    /// In seconds.
    private static func end(of index: Int) -> Double {
        let octave = Double(sign: .plus, exponent: index / 4, significand: 1)
        return octave * (1 + Double(index % 4 + 1) / 4) * least / 1e6
    }
}
