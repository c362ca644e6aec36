import ArgumentParser
internal import Secrets

/// `satchel secret`
struct SecretCommand: SiteCommand {
    static let configuration = CommandConfiguration(
        commandName: "secret",
        abstract: "Print a new value for SECRET_KEY.",
        discussion: """
            256 random bits. To change keys without signing anybody out, put the new one in front of the old one, separated by a \
            comma; take the old one away when its sessions have ended.
            """)

    func run(_ app: App) async throws {
        Terminal.out.print(SecretKeys.makeSecret())
    }
}
