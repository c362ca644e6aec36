import Database
import Foundation
import Logging
import Mail
import Secrets
import Synchronization
@testable import Accounts

/// Takes the mails of a test's site, and can be told to fail.
final class TestMailer: Mailer {
    private let state = Mutex<(mails: [MailMessage], failure: MailError?)>(([], nil))
    var mails: [MailMessage] { state.withLock { $0.mails } }
    func fail(_ error: MailError?) { state.withLock { $0.failure = error } }

    func send(_ message: MailMessage) async throws(MailError) {
        let failure = state.withLock { state in
            if state.failure == nil { state.mails.append(message) }
            return state.failure
        }
        if let failure { throw failure }
    }
}

extension TestSite {
    /// The mails of the outbox, delivered: oldest first, of the whole test so far.
    func mails() async throws -> [MailMessage] {
        _ = await postman.round()
        return mailer.mails
    }

    /// The newest mail to an address.
    func mail(to address: String) async throws -> MailMessage? {
        try await mails().last { $0.to.address == address }
    }

    /// The path of the link in the newest mail to an address.
    func link(to address: String) async throws -> String? {
        let text = try await mail(to: address)?.text ?? ""
        let line = text.split(separator: "\n").first { $0.hasPrefix(Self.base + "/") }
        return line.map { String($0.dropFirst(Self.base.count)) }
    }
}
