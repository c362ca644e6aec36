import Satchel

/// A guard on top of another: hands over the notebook of the path, if it is the visitor's own. For anybody else there is none.
func ownNotebook(_ signedIn: Guard<User>) -> Guard<Notebook> {
    Guard(name: "own notebook") { context in
        let user = try await signedIn.check(context)
        let id = try context.parameters.get("notebook", as: Int.self)
        guard let notebook = try await Notebook.repository.find(id, in: context.database), notebook.userID == user.id else {
            throw HTTPError(.notFound)
        }
        return notebook
    }
}
