// A JSON API for programs: a thermometer writes what it reads with the personal token of its owner, another program fetches it.
//
//     curl -H "Authorization: Bearer $TOKEN" --json '{"sensor": "attic", "celsius": 21.5}' http://127.0.0.1:5000/api/readings
//     curl -H "Authorization: Bearer $TOKEN" 'http://127.0.0.1:5000/api/readings?limit=10'

import Satchel

struct User: UserModel {
    var id = UserID()
    var username: String
    var firstName = "", lastName = ""
}

func makeReadings(_ settings: Settings) -> App {
    var app = App(settings)
    let users = app.accounts(User.self) { settings in
        settings.tokenScopes = [
            TokenScope("readings:read", "Read your readings"), TokenScope("readings:write", "Write and delete your readings"),
        ]
    }
    app.migrations += Reading.migrations

    app.get("/") { _ in Page("home") }
    app.addReadings(readers: users.token("readings:read"), writers: users.token("readings:write"))
    app.describeReadings()
    return app
}
