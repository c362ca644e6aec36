extension Transaction {
    /// Adds a task to this transaction: it is run, at least once, after the commit and never without it.
    ///
    ///     try transaction.enqueue(thumbnail, Thumbnail(photo: photo.id), delay: 60)
    ///
    /// - Parameters:
    ///   - delay: seconds until it may begin.
    ///   - priority: of the tasks that are due the greatest begins first.
    ///   - uniqueKey: while a task of this kind with this key is not finished, no second one is added.
    /// - Returns: the task's id; with a `uniqueKey` that is taken, the id of the task that has it.
    /// - Throws: `EncodingError` where the payload has no JSON, or a ``DatabaseError``.
    @discardableResult
    public func enqueue<Payload>(
        _ kind: TaskKind<Payload>, _ payload: Payload, delay: Double = 0, priority: Int = 0, uniqueKey: String? = nil
    ) throws -> TaskID {
        try TaskQueue(self).add(kind, payload, delay: delay, priority: priority, uniqueKey: uniqueKey)
    }
}
