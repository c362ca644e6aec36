import Synchronization

/// The mails of a test's site. Nothing is sent by itself: asking delivers what is due.
///
///     let mail = try await site.outbox.mail(to: "ada@example.org")
///     try await ada.get(mail.link)
public struct TestOutbox: Sendable {
    private let kept: Kept
    /// `nil` where the site sends no mails.
    private let deliver: (@Sendable () async -> Void)?

    private final class Kept: Sendable {
        let mails = Mutex<[TestMail]>([])
    }

    /// - Parameter delivery: makes what hands over, one by one, the mails that are due.
    init(_ delivery: (@escaping @Sendable (TestMail) -> Void) -> (@Sendable () async -> Void)?) {
        let kept = Kept()
        self.kept = kept
        deliver = delivery { mail in kept.mails.withLock { $0.append(mail) } }
    }

    /// All mails of the test so far, oldest first.
    public func mails() async throws -> [TestMail] {
        guard let deliver else { throw TestFailure("the site sends no mails: USER_ENABLE_EMAIL is off") }
        await deliver()
        return kept.mails.withLock { $0 }
    }

    /// The newest mail to an address. Fails with what there is instead.
    public func mail(to address: String) async throws -> TestMail {
        let mails = try await mails()
        if let mail = mails.last(where: { $0.to == address }) { return mail }
        let there = mails.map { "“\($0.subject)” to \($0.to)" }.joined(separator: ", ")
        throw TestFailure("no mail went to \(address), but \(mails.isEmpty ? "none at all" : there)")
    }
}
