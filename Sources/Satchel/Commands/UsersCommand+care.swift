import Accounts
import ArgumentParser

extension UsersCommand {
    /// `satchel users reset-link`
    struct ResetLink: SiteCommand {
        static let configuration = CommandConfiguration(
            commandName: "reset-link", abstract: "Make a link by which a user chooses another password.",
            discussion: "The link works once and for a limited time. Whoever has it has the account: give it to nobody else.")

        @Argument(help: "The user name.")
        var username: String

        func run(_ app: App) async throws {
            let path = try await withDirectory(app) { try await $0.resetLink(for: username) }
            Terminal.out.print((app.settings.baseURL ?? "http://\(app.settings.host):\(app.settings.port)") + path)
        }
    }

    /// `satchel users end-sessions`
    struct EndSessions: SiteCommand {
        static let configuration = CommandConfiguration(
            commandName: "end-sessions", abstract: "Sign a user out everywhere.")

        @Argument(help: "The user name.")
        var username: String

        func run(_ app: App) async throws {
            try await withDirectory(app) { try await $0.endSessions(of: username) }
            Terminal.out.print("ended the sessions of \(username)")
        }
    }

    /// `satchel users remove-second-factor`
    struct RemoveSecondFactor: SiteCommand {
        static let configuration = CommandConfiguration(
            commandName: "remove-second-factor",
            abstract: "Let a user sign in without a code, after a lost device. Make sure who is asking.")

        @Argument(help: "The user name.")
        var username: String

        func run(_ app: App) async throws {
            let hadOne = try await withDirectory(app) { try await $0.removeSecondFactor(of: username) }
            Terminal.out.print(hadOne ? "\(username) signs in without a code now" : "\(username) has no second factor")
        }
    }

    /// `satchel users remove-passkeys`
    struct RemovePasskeys: SiteCommand {
        static let configuration = CommandConfiguration(
            commandName: "remove-passkeys",
            abstract: "Delete a user's passkeys, after a device fell into other hands. Sessions go on: see end-sessions.")

        @Argument(help: "The user name.")
        var username: String

        func run(_ app: App) async throws {
            let count = try await withDirectory(app) { try await $0.removePasskeys(of: username) }
            Terminal.out.print(count == 0 ? "\(username) has no passkeys" : "deleted \(count) of \(username)'s passkeys")
        }
    }

    /// `satchel users add-role`
    struct AddRole: SiteCommand {
        static let configuration = CommandConfiguration(
            commandName: "add-role", abstract: "Give a user a role, which is made where there is none.")

        @Argument(help: "The user name.")
        var username: String

        @Argument(help: "The role; case counts.")
        var role: String

        func run(_ app: App) async throws {
            let isNew = try await withDirectory(app) { try await $0.addRole(role, to: username) }
            Terminal.out.print(isNew ? "\(username) is \(role) now" : "\(username) is \(role) already")
        }
    }

    /// `satchel users remove-role`
    struct RemoveRole: SiteCommand {
        static let configuration = CommandConfiguration(commandName: "remove-role", abstract: "Take a role from a user.")

        @Argument(help: "The user name.")
        var username: String

        @Argument(help: "The role; case counts.")
        var role: String

        func run(_ app: App) async throws {
            let hadIt = try await withDirectory(app) { try await $0.removeRole(role, from: username) }
            Terminal.out.print(hadIt ? "\(username) is not \(role) any more" : "\(username) is not \(role)")
        }
    }

    /// `satchel users log`
    struct Log: SiteCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show the audit log, the newest first.", discussion: "Times are in UTC.")

        @Argument(help: "Only what was done to this user.")
        var username: String?

        @Option(help: "At most so many lines.")
        var limit = 100

        func run(_ app: App) async throws {
            let entries = try await withDirectory(app) { try await $0.log(of: username, limit: limit) }
            let rows = entries.map { [$0.moment, $0.action, $0.username, $0.actor, $0.address, $0.detail] }
            Terminal.out.print(TextTable(header: ["TIME", "WHAT", "USER", "BY", "FROM", "DETAIL"], rows: rows).description)
        }
    }
}
