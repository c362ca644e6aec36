import Foundation
import HTTP
import Mail
import SatchelTesting
import Synchronization
import Testing
import Web

@testable import Accounts

/// Every mail of the accounts, as it would go out.
enum MailSamples {
    struct Sample: Sendable {
        let kind: AccountMail
        let message: MailMessage
    }

    /// All kinds in a language; what people typed is `text` in each place.
    static func all(in language: String, text: String = "ada") async throws -> [Sample] {
        let samples = Mutex<[Sample]>([])
        let site = try await TestSite {
            $0.enableEmail = true
            $0.emailSenderAddress = "site@club.example"
        } pages: { site, accounts in
            site.get("/write") { context in
                for kind in AccountMail.allCases {
                    let draft = try await write(kind, text, accounts, context)
                    let address = try #require(MailAddress("ada@example.org"))
                    samples.withLock {
                        $0.append(
                            Sample(
                                kind: kind,
                                message: MailMessage(
                                    from: address, to: address, subject: draft.subject, text: draft.text, html: draft.html,
                                    date: .init(timeIntervalSince1970: 1_800_000_000))))
                    }
                }
                return "written"
            }
        }
        let answer = try await site.visitor().get("/write", headers: [.acceptLanguage: language])
        #expect(answer.text == "written", "\(answer.text)")
        return samples.withLock(\.self)
    }

    private static func write(
        _ kind: AccountMail, _ text: String, _ accounts: Accounts<User>, _ context: Context
    ) async throws -> Accounts<User>.Draft {
        try await accounts.write(
            kind, to: "ada@example.org", username: text, link: "/user/somewhere/a-token",
            [
                "new_email": text, "old_username": text, "new_username": text, "inviter": text, "code": "ABCD-EFGH",
                "wait": accounts.texts.duration(900),
            ], in: context)
    }
}
