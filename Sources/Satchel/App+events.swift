public import Accounts
public import Database

extension App {
    /// Listens to changes of users, whichever program makes them.
    ///
    ///     app.on(.insert, of: User.self) { event in … }
    ///     app.on(.update, .delete, of: User.self, named: "directory", recording: ["username"]) { event in … }
    ///
    /// The event is recorded by a trigger, in the transaction of the change, and handled at least once: see ``Database/RowEvent``. Events of one
    /// row come in their order.
    ///
    /// - Parameters:
    ///   - name: of its own among the site's listeners: what it has handled is kept under it. The table's name where none is given.
    ///   - recording: the columns whose values before and after are kept with the event, for as long as it is. Nobody should name a
    ///     password here.
    ///   - handler: may run more than once for one event, see ``Database/RowEvent/id``.
    public mutating func on<User: UserModel>(
        _ kinds: RowEvent.Kind..., of type: User.Type, named name: String? = nil, recording: [SQLName] = [],
        options: TaskOptions = TaskOptions(), _ handler: @escaping @Sendable (RowEvent) async throws -> Void
    ) {
        tasks.listen(to: Set(kinds), of: "users", named: name, recording: recording, options: options, handler)
    }

    /// Listens to changes of a model's rows, whichever program makes them.
    ///
    ///     app.on(.insert, .update, of: Post.self) { event in … }
    public mutating func on<Entity: Model>(
        _ kinds: RowEvent.Kind..., of type: Entity.Type, named name: String? = nil, recording: [SQLName] = [],
        options: TaskOptions = TaskOptions(), _ handler: @escaping @Sendable (RowEvent) async throws -> Void
    ) {
        let table = Entity.table
        tasks.listen(
            to: Set(kinds), of: table.name, idColumn: table.keyName, named: name, recording: recording, options: options, handler)
    }
}
