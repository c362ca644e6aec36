import Satchel

struct User: UserModel {
    var id = UserID()
    var username: String
    var firstName = "", lastName = ""
}

var app = App(Settings.load())
let users = app.accounts(User.self)

app.get("/") { _ in Page("home") }
app.get("/members", requiring: users.signedIn) { _, user in Page("members", ["user": user]) }

await app.run()
