import Database
import TestDatabases
import Testing

@testable import Accounts

/// What ``EnumerationTimeTests`` measures, counted: who is known costs as many statements as who is not.
@Suite("Statements for who is known and who is not")
struct EvenWorkTests {
    private func statements(
        on whole: WholeSite, _ body: @escaping @Sendable (any Transaction) throws -> Void
    ) async throws -> Int {
        try await whole.site.engine.write { transaction in
            let counting = CountingTransaction(transaction)
            try body(counting)
            return counting.statements
        }
    }

    @Test("sign-in looks up as much for a name, an address and what nobody has")
    func signIn() async throws {
        let whole = try await WholeSite()
        let settings = whole.site.accounts.settings
        var counts: Set<Int> = []
        for name in ["ada", "eve", "ada@example.org", "eve@example.org", "no name at all", ""] {
            counts.insert(try await statements(on: whole) { _ = try Credentials.find(typed: name, settings, in: $0) })
        }
        #expect(counts.count == 1, "\(counts)")
    }

    @Test("a link is stored as for an account where there is none")
    func link() async throws {
        let whole = try await WholeSite()
        var counts: Set<Int> = []
        for user in [UserID(1), nil] {
            counts.insert(
                try await statements(on: whole) {
                    try UserToken(user: user, email: "a@example.org").store(
                        UserToken.make(), for: .resetPassword, lifetime: 60, now: 1_800_000_000, in: $0)
                })
        }
        #expect(counts.count == 1, "\(counts)")
    }
}
