import Accounts
import ArgumentParser

extension UsersCommand {
    /// `satchel users export`
    struct Export: SiteCommand {
        static let configuration = CommandConfiguration(abstract: "Print all that is stored about a user, as JSON.")

        @Argument(help: "The user name.")
        var username: String

        func run(_ app: App) async throws {
            let json = try await withDirectory(app) { try await $0.export(username) }
            Terminal.out.print(String(decoding: json, as: UTF8.self))
        }
    }

    /// `satchel users delete`
    struct Delete: SiteCommand {
        static let configuration = CommandConfiguration(
            abstract: "Switch a user off, and delete the account and all about it when the waiting time is over.",
            discussion: "Until then users keep takes it back. The waiting time is USER_DELETE_ACCOUNT_DELAY.")

        @Argument(help: "The user name.")
        var username: String

        @Flag(help: "At once. It can't be taken back.")
        var now = false

        func run(_ app: App) async throws {
            try await withDirectory(app) { directory in
                if now { try await directory.delete(username) } else { try await directory.beginDeletion(of: username) }
            }
            Terminal.out.print(now ? "deleted \(username)" : "\(username) is switched off, and will be deleted")
        }
    }

    /// `satchel users keep`
    struct Keep: SiteCommand {
        static let configuration = CommandConfiguration(
            abstract: "Take the deletion of a user back, and let the user sign in again.")

        @Argument(help: "The user name.")
        var username: String

        func run(_ app: App) async throws {
            let wasLeaving = try await withDirectory(app) { try await $0.cancelDeletion(of: username) }
            Terminal.out.print(wasLeaving ? "\(username) stays" : "\(username) was not to be deleted")
        }
    }
}
