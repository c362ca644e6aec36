/// Lets other instances write, too. One that always has writes waiting would send its next PUT at once; another one needs the state
/// that the last one left, and comes too late with its own every time.
///
/// So an instance pauses after some commits in a row, for as long as a question to the store takes: that is just the time that
/// another one needs, whatever the store's pace, and it shows whether somebody came.
///
/// 1. While others write, one commit is followed by a pause of up to three questions; the first that shows a foreign commit ends it.
/// 2. A pause in which nobody came doubles the number of commits until the next one, up to 32. Then it is one question: what a
///    lone writer pays, and how long one who has just come waits at most.
/// 3. Nothing here decides what is right: the compare-and-swap does.
struct WritingTurns: Sendable, Hashable {
    static let most = 32

    private(set) var inARow = 0
    private(set) var allowed = most

    mutating func committed() { inARow += 1 }

    /// A commit of another instance was seen.
    mutating func sawAnother() { (inARow, allowed) = (0, 1) }

    /// Nothing was to be written for as long as a pause takes.
    mutating func wasIdle() { inARow = 0 }

    /// How many questions the pause may take that is due; 0: go on.
    var pause: Int { inARow < allowed ? 0 : allowed == Self.most ? 1 : 3 }

    /// The pause is over.
    mutating func paused() {
        guard inARow >= allowed else { return }
        (inARow, allowed) = (0, min(allowed * 2, Self.most))
    }
}
