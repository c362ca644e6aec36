// Notebooks with notes. A person has notebooks, a notebook has notes: nobody sees what is somebody else's.

import Satchel

struct User: UserModel {
    var id = UserID()
    var username: String
    var firstName = "", lastName = ""
}

func makeNotes(_ settings: Settings) -> App {
    var app = App(settings)
    let users = app.accounts(User.self)
    app.migrations += Notebook.migrations

    app.get("/") { _ in Redirect("/notebooks") }
    app.addNotebooks(for: users.signedIn)
    app.addNotes(in: ownNotebook(users.signedIn))
    return app
}
