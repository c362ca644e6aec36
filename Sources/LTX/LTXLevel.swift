/// A level of the layout: 0 for single commits, higher for compactions, 9 for snapshots.
public struct LTXLevel: Hashable, Comparable, Sendable {
    /// 0 to 9.
    public let number: Int

    /// Nil outside 0…9.
    public init?(_ number: Int) {
        guard (0...9).contains(number) else { return nil }
        self.number = number
    }

    private init(unchecked number: Int) { self.number = number }

    /// Level 0.
    public static let commits = LTXLevel(unchecked: 0)
    /// Level 9.
    public static let snapshots = LTXLevel(unchecked: 9)

    public static func < (left: LTXLevel, right: LTXLevel) -> Bool { left.number < right.number }
}
