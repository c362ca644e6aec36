/// What is to be written about a task.
enum TaskOutcome: Sendable {
    case done
    /// A transaction of the handler's own has written it already.
    case finished
    case again(after: Double, String)
    case dead(String)
    /// The runner is stopping.
    case givenBack
}

/// A task whose handler has ended, and what became of it.
struct EndedTask: Sendable {
    let task: LeasedTask
    let outcome: TaskOutcome

    /// Writes it down; a lease that is lost changes nothing.
    /// - Returns: when the task, or what had to wait for it, is due, in milliseconds since 1970; `nil` where there is nothing.
    func write(in queue: TaskQueue) throws(DatabaseError) -> Int64? {
        switch outcome {
        case .finished: return nil
        case .done:
            _ = try queue.finish(task)
            return try queue.nextDue(after: task)
        case .dead(let error):
            _ = try queue.bury(task, because: error)
            return try queue.nextDue(after: task)
        case .givenBack: _ = try queue.giveBack(task)
        case .again(let seconds, let error):
            let due = queue.milliseconds + Int64(seconds * 1000)
            return try queue.postpone(task, to: due, because: error) ? due : nil
        }
        return nil
    }
}
