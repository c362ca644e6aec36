import Accounts
import ArgumentParser
import Database

/// `satchel users …`
struct UsersCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "users",
        abstract: "List and change the site's users.",
        discussion: "Changes count at once, also for people who are signed in now.",
        subcommands: [
            List.self, Create.self, Activate.self, Deactivate.self, SetPassword.self, ResetLink.self, EndSessions.self,
            RemoveSecondFactor.self, RemovePasskeys.self,
            AddRole.self, RemoveRole.self, Log.self, Export.self, Delete.self, Keep.self,
        ])

    /// `satchel users list`
    struct List: SiteCommand {
        static let configuration = CommandConfiguration(abstract: "List users.")

        @Option(help: "Only users with this role.")
        var role: String?

        @Option(help: "Only users whose name or mail address holds this.")
        var search: String?

        func run(_ app: App) async throws {
            var filter = AccountDirectory.Filter()
            filter.role = role
            filter.text = search ?? ""
            let wanted = filter
            try await withDirectory(app) { directory in
                var page = try await directory.list(wanted)
                Self.show(page, header: ["ID", "USER NAME", "ACTIVE", "ROLES"])
                while let last = page.last {
                    page = try await directory.list(wanted, after: last.id)
                    Self.show(page, header: nil)
                }
            }
        }

        private static func show(_ page: [AccountDirectory.Entry], header: [String]?) {
            guard header != nil || !page.isEmpty else { return }
            let rows = page.map { ["\($0.id)", $0.username, $0.isActive ? "yes" : "no", $0.roles.joined(separator: ", ")] }
            Terminal.out.print(TextTable(header: header, rows: rows).description)
        }
    }

    /// `satchel users create`
    struct Create: SiteCommand {
        static let configuration = CommandConfiguration(
            abstract: "Make a user.", discussion: "User name and password follow the same rules as on the register page.")

        @Argument(help: "The user name.")
        var username: String

        @Option(help: "The mail address, which counts as confirmed; where accounts have mail.")
        var email: String?

        @OptionGroup var password: PasswordInput

        func run(_ app: App) async throws {
            let password = try password.read()
            _ = try await withDirectory(app) { try await $0.create(username, password: password, email: email) }
            Terminal.out.print("created \(username)")
        }
    }

    /// `satchel users activate`
    struct Activate: SiteCommand {
        static let configuration = CommandConfiguration(abstract: "Let a user sign in again.")

        @Argument(help: "The user name.")
        var username: String

        func run(_ app: App) async throws {
            try await withDirectory(app) { try await $0.activate(username) }
            Terminal.out.print("activated \(username)")
        }
    }

    /// `satchel users deactivate`
    struct Deactivate: SiteCommand {
        static let configuration = CommandConfiguration(abstract: "Keep a user out, and end all the user's sessions.")

        @Argument(help: "The user name.")
        var username: String

        func run(_ app: App) async throws {
            try await withDirectory(app) { try await $0.deactivate(username) }
            Terminal.out.print("deactivated \(username)")
        }
    }

    /// `satchel users set-password`
    struct SetPassword: SiteCommand {
        static let configuration = CommandConfiguration(
            commandName: "set-password", abstract: "Give a user another password, and end all the user's sessions.")

        @Argument(help: "The user name.")
        var username: String

        @OptionGroup var password: PasswordInput

        func run(_ app: App) async throws {
            let password = try password.read()
            try await withDirectory(app) { try await $0.setPassword(of: username, to: password) }
            Terminal.out.print("changed the password of \(username)")
        }
    }
}

extension SiteCommand {
    /// The site's users in its database, brought up to date first.
    func withDirectory<Success>(
        _ app: App, _ body: (AccountDirectory) async throws -> Success
    ) async throws -> Success {
        guard let directory = app.directory else { throw StartError("this site has no accounts") }
        return try await Launch(app).withDatabase { engine in
            try await app.bringUpToDate(engine)
            return try await body(directory(engine))
        }
    }
}
