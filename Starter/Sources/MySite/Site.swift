import Satchel

struct User: UserModel {
    var id = UserID()
    var username: String
    var firstName = "", lastName = ""
}

/// The site: its people, its pages, its tables. A function, so that tests make one too.
func makeSite(_ settings: Settings) -> App {
    var app = App(settings)
    let users = app.accounts(User.self)

    app.get("/") { _ in Page("home") }
    app.addNotes(for: users.signedIn)
    return app
}
