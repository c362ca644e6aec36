import Satchel

extension App {
    /// `/notebooks`: a person's notebooks, and a form for another.
    mutating func addNotebooks(for signedIn: Guard<User>) {
        get("/notebooks", requiring: signedIn) { context, user in
            let notebooks = try await context.database.read { try Notebook.all(of: user, in: $0) }
            return Page("notebooks", ["notebooks": notebooks])
        }

        post("/notebooks", requiring: signedIn) { context, user in
            let title = try await context.form()["title"] ?? ""
            guard (1...100).contains(title.count) else {
                context.flash("A title has 1 to 100 characters.", .error)
                return Redirect("/notebooks")
            }
            do {
                let made = try await Notebook.repository.insert(Notebook(userID: user.id, title: title), in: context.database)
                return Redirect("/notebooks/\(made.id ?? 0)")
            } catch let error as DatabaseError where error.isUniqueViolation {
                context.flash("There is a notebook of this title already.", .error)
                return Redirect("/notebooks")
            }
        }
    }
}
