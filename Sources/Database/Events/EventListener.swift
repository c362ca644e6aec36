/// Whose changes are told to whom: the declaration of one listener, a value.
struct EventListener: Sendable, Hashable {
    /// Its own among the program's listeners: what it has handled and what not is kept under it.
    let name: String
    let table: SQLName
    let idColumn: SQLName
    let kinds: Set<RowEvent.Kind>
    /// The columns whose values are kept with the event.
    let recording: [SQLName]

    /// What the tasks are called by which events are delivered. Their payload is the event's number.
    var task: TaskKind<Int64> { TaskKind("event \(name)") }
}

extension TaskRegistry {
    /// Names who listens to the changes of a table; see ``RowEvent``.
    ///
    /// Two listeners of one name, or two ideas of a table's key, are mistakes of the program.
    public mutating func listen(
        to kinds: Set<RowEvent.Kind>, of table: SQLName, idColumn: SQLName = "id", named name: String? = nil,
        recording: [SQLName] = [], options: TaskOptions = TaskOptions(),
        _ handler: @escaping @Sendable (RowEvent) async throws -> Void
    ) {
        precondition(!kinds.isEmpty, "a listener of \(table) listens to nothing: insert, update or delete")
        let listener = EventListener(
            name: name ?? table.text, table: table, idColumn: idColumn, kinds: kinds, recording: recording)
        precondition(
            !listeners.contains { $0.name == listener.name },
            "two listeners are called \(listener.name): give one of them a name of its own, named: \"…\"")
        precondition(
            listeners.allSatisfy { $0.table != table || $0.idColumn == idColumn },
            "two listeners of \(table) name two different columns as its key")
        listeners.append(listener)
        register(listener.task, options: options) { number, task in
            // On the state that is known anyway: it holds the lease, which is younger than the event.
            let stored = try await task.database.read(since: Arrival()) { try EventLog($0).event(number) }
            guard let stored else { throw TaskFailure.giveUp("the event \(number) is gone") }
            try await handler(try RowEvent(stored, task))
        }
    }
}
