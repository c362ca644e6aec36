import Satchel

extension App {
    /// `/notebooks/:notebook`: its notes, to be added and taken away; and its end.
    mutating func addNotes(in own: Guard<Notebook>) {
        group("/notebooks/:notebook") { notebook in
            notebook.get("/", requiring: own) { context, notebook in
                let notes = try await context.database.read { try notebook.notes(in: $0) }
                return Page("notebook", ["notebook": notebook, "notes": notes])
            }

            notebook.post("/notes", requiring: own) { context, notebook in
                let text = try await context.form()["text"] ?? ""
                if let id = notebook.id, !text.isEmpty {
                    try await Note.repository.insert(Note(notebookID: id, text: text), in: context.database)
                }
                return Redirect("/notebooks/\(notebook.id ?? 0)")
            }

            notebook.post("/notes/:note/delete", requiring: own) { context, notebook in
                let note = try context.parameters.get("note", as: Int.self)
                try await context.database.write { transaction in
                    _ = try transaction.execute("DELETE FROM notes WHERE id = ? AND notebook_id = ?", [note, notebook.id])
                }
                return Redirect("/notebooks/\(notebook.id ?? 0)")
            }

            notebook.post("/delete", requiring: own) { context, notebook in
                if let id = notebook.id { try await Notebook.repository.delete(id, in: context.database) }
                context.flash("“\(notebook.title)” is gone.")
                return Redirect("/notebooks")
            }
        }
    }
}
