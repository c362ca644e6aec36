// A site with models, for the end-to-end tests of migrations: its models change with SITE_STAGE, as a programmer changes them.

import Satchel

enum First {
    struct Post: Model {
        var id: Int?
        var title: String
        var body: String?

        static let table = Table<Post>("posts") { table in
            table.key(\.id)
            table.column(\.title, .length(100))
            table.column(\.body)
        }
    }
}

enum Second {
    struct Post: Model {
        var id: Int?
        var headline: String
        var body: String
        var authorID: Int?

        static let table = Table<Post>("posts") { table in
            table.key(\.id)
            table.column(\.headline, .length(100), .indexed)
            table.column(\.body, .default(""))
            table.column(\.authorID, .references("users", onDelete: .setNull))
        }
    }

    struct Comment: Model {
        var id: Int?
        var postID: Int
        var text: String

        static let table = Table<Comment>("comments") { table in
            table.key(\.id)
            table.column(\.postID, .references(Post.self, onDelete: .cascade), .indexed)
            table.column(\.text)
        }
    }
}

/// A declaration that does not fit.
struct Wrong: Model {
    var id: Int?
    var title: String

    static let table = Table<Wrong>("wrong") { $0.key(\.id) }
}

struct User: UserModel {
    var id = UserID()
    var username: String
}

var app = App(Settings.load())
let users = app.accounts(User.self)
switch app.settings.value("SITE_STAGE") {
case "second": app.models(Second.Post.self, Second.Comment.self)
case "wrong": app.models(Wrong.self)
case "none": break
default: app.models(First.Post.self)
}
app.get("/") { _ in Page("home") }
await app.run()
