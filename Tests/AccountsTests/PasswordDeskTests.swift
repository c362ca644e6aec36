import Blocking
import Database
import Secrets
import Testing

@testable import Accounts

@Suite("Hashing of passwords")
struct PasswordDeskTests {
    private let desk = PasswordDesk(scheme: .bcrypt(cost: 4), limit: 100)

    @Test("tells right from wrong")
    func compares() async throws {
        let hash = try await desk.hash(Password("correct horse"))
        #expect(try await desk.compare(Password("correct horse"), with: hash) == .right(replacement: nil))
        #expect(try await desk.compare(Password("Correct horse"), with: hash) == .wrong)
        #expect(try await desk.compare(Password("correct horse"), with: nil) == .wrong)
        #expect(try await desk.compare(Password("correct horse"), with: "") == .wrong)
        #expect(try await desk.compare(Password("correct horse"), with: "not a hash") == .wrong)
    }

    @Test("compares an unknown name's password with a decoy of the same cost")
    func decoy() {
        let hasher = PasswordHasher(.bcrypt(cost: 4))
        #expect(hasher.decoy.hasPrefix("$2b$04$"))
        #expect(!hasher.verify("", against: hasher.decoy))
    }

    @Test("takes a hash that was made of the characters as they were typed, and replaces it")
    func asTyped() async throws {
        let typed = "cafe\u{301} au lait"
        let stored = try PasswordHasher(.bcrypt(cost: 4)).hash(typed)
        guard case .right(let replacement?) = try await desk.compare(Password(typed), with: stored) else {
            Issue.record("the password was not taken, or not replaced")
            return
        }
        #expect(try await desk.compare(Password("caf\u{E9} au lait"), with: replacement) == .right(replacement: nil))
    }

    @Test("refuses at once what is too long to be anybody's")
    func tooLong() async throws {
        #expect(try await desk.compare(Password(String(repeating: "é", count: 600)), with: nil) == .wrong)
        await #expect(throws: PasswordError.self) { try await desk.hash(Password(String(repeating: "x", count: 73))) }
    }
}

@Suite("The list of common passwords")
struct CommonPasswordsTests {
    @Test("knows those that guessers try first, and not what nobody uses")
    func contains() {
        for password in ["password", "12345678", "qwertyuiop", "iloveyou", "password123", "football"] {
            #expect(CommonPasswords.contains(password), "\(password)")
        }
        #expect(!CommonPasswords.contains("correct horse"))
        #expect(!CommonPasswords.contains(""))
    }

    @Test("is in lower case, and each of it long enough to be chosen at all")
    func shape() {
        #expect(CommonPasswords.all.count > 1000)
        #expect(CommonPasswords.all.allSatisfy { $0.count >= 8 && $0 == $0.lowercased()[...] })
    }
}

@Suite("User numbers")
struct UserIDTests {
    @Test("are read from digits alone")
    func parsing() {
        #expect(UserID("42") == UserID(42))
        for text in ["", "-1", "+1", " 1", "1 ", "0x1", "٣", "99999999999999999999"] { #expect(UserID(text) == nil, "\(text)") }
    }

    @Test("go to the database and back")
    func values() {
        #expect(UserID(databaseValue: UserID(7).databaseValue) == UserID(7))
        #expect(UserID(databaseValue: .text("7")) == nil)
    }
}
