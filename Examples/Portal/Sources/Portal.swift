// A portal of bird watchers: observers enter what they saw; a supervisor sees it arrive, checks it, and downloads all of it.
//
//     PortalExample users create ada && PortalExample users add-role ada observer
//     PortalExample users create grace && PortalExample users add-role grace supervisor

import Satchel

struct User: UserModel {
    var id = UserID()
    var username: String
    var firstName = "", lastName = ""
}

func makePortal(_ settings: Settings) -> App {
    var app = App(settings)
    // Who enters data is known: accounts are made by the people who run the portal.
    let users = app.accounts(User.self) { $0.enableRegister = false }
    app.migrations += Record.migrations

    // Every page has the menu, and the menu has the desk for those who may see it.
    app.site.pageVariableNames.insert("is_supervisor")
    app.site.pageVariables.append { context in
        ["is_supervisor": try await users.roles(in: context).contains("supervisor")]
    }

    app.get("/") { _ in Page("home") }
    app.addEntry(for: users.rolesAccepted("observer", "supervisor"))
    app.addDesk(for: users.rolesRequired("supervisor"))
    return app
}
