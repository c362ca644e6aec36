import CSQLite
import Database
import Glibc

extension SQLiteConnection {
    /// Begins to notice the tasks that statements add, also by triggers: those of listeners to changes, which no line of the program
    /// adds by itself (https://sqlite.org/c3ref/update_hook.html). For connections that write.
    package func watchTasks() {
        // Unretained: the handle, and with it the hook, ends no later than the connection.
        sqlite3_update_hook(
            handle,
            { context, operation, _, table, _ in
                guard operation == SQLITE_INSERT, let context, let table, strcmp(table, "satchel_tasks") == 0 else { return }
                Unmanaged<SQLiteConnection>.fromOpaque(context).takeUnretainedValue().hasAddedTasks = true
            }, Unmanaged.passUnretained(self).toOpaque())
    }

    /// What is to be run after the commit, and whether tasks were added since the last call: then who runs them is told.
    func takeHooks() -> [CommitHooks.Hook] {
        defer { hasAddedTasks = false }
        guard hasAddedTasks else { return hooks.take() }
        return hooks.take() + [{ [news] in news.tell(.here(topic: TaskQueue.topic)) }]
    }
}
