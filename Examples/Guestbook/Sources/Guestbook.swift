// A guestbook with a search, on whatever DATABASE_URL names. On PostgreSQL the search knows words and their forms.
//
//     DATABASE_URL=postgresql://app:secret@127.0.0.1/guestbook GuestbookExample

import Satchel

func makeGuestbook(_ settings: Settings) -> App {
    var app = App(settings)
    app.migrations += Entry.migrations

    app.get("/") { context in
        let wanted = context.query["q"] ?? ""
        let entries = try await context.database.read { try wanted.isEmpty ? Entry.newest(in: $0) : Entry.search(wanted, in: $0) }
        return Page("guestbook", ["entries": entries, "q": wanted])
    }

    app.post("/") { context in
        let form = try await context.form()
        let (name, text) = (form["name"] ?? "", form["text"] ?? "")
        guard (1...100).contains(name.count), (1...1000).contains(text.count) else {
            context.flash("A name has up to 100 characters, and an entry up to 1000.", .error)
            return Redirect("/")
        }
        try await Entry.repository.insert(Entry(name: name, text: text), in: context.database)
        return Redirect("/")
    }
    return app
}
