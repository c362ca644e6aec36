import Satchel

extension App {
    /// `/notes`: what a person wrote down, and a form for more.
    mutating func addNotes(for signedIn: Guard<User>) {
        migrations += Note.migrations
        models(Note.self)
        // What Templates/notes.mustache names is checked when the site starts, with file and line.
        example(Page("notes", ["notes": [Note(id: 1, userID: UserID(1), text: "Feed the kestrel")]]))

        get("/notes", requiring: signedIn) { context, user in
            let notes = try await context.database.read { try Note.all(of: user, in: $0) }
            return Page("notes", ["notes": notes])
        }

        post("/notes", requiring: signedIn) { context, user in
            let text = try await context.form()["text"] ?? ""
            guard !text.isEmpty, text.count <= 1000 else {
                context.flash("A note has 1 to 1000 characters.", .error)
                return Redirect("/notes")
            }
            try await Note.repository.insert(Note(userID: user.id, text: text), in: context.database)
            return Redirect("/notes")
        }
    }
}
