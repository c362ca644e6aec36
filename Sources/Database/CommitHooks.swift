/// The hooks of a transaction in progress, for drivers: those of a savepoint that is undone go with it.
package struct CommitHooks {
    package typealias Hook = @Sendable () -> Void

    private var hooks: [Hook] = []
    /// How many there were when each open savepoint began.
    private var marks: [Int] = []

    package init() {}

    package mutating func add(_ hook: @escaping Hook) { hooks.append(hook) }

    package mutating func beginSavepoint() { marks.append(hooks.count) }

    package mutating func releaseSavepoint() { _ = marks.popLast() }

    package mutating func undoSavepoint() { hooks.removeLast(hooks.count - (marks.popLast() ?? 0)) }

    /// Hands them over, once: to be run when the commit is durable, or dropped when there is none.
    package mutating func take() -> [Hook] {
        defer { self = CommitHooks() }
        return hooks
    }
}
