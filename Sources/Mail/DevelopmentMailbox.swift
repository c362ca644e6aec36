import Synchronization

/// Where a developer's mails go without a server: the newest are kept in memory, to be looked at.
public final class DevelopmentMailbox: Mailer {
    private let kept = Mutex<[MailMessage]>([])
    private let limit: Int
    private let notice: @Sendable (MailMessage) -> Void

    /// A mailbox that is empty.
    ///
    /// - Parameters:
    ///   - limit: how many are kept.
    ///   - notice: is told of each.
    public init(limit: Int = 100, notice: @escaping @Sendable (MailMessage) -> Void = { _ in }) {
        self.limit = limit
        self.notice = notice
    }

    public func send(_ message: MailMessage) async throws(MailError) {
        kept.withLock { kept in
            // A task that runs twice brings the same mail.
            guard !kept.contains(where: { $0.id == message.id }) else { return }
            kept.insert(message, at: 0)
            kept.removeLast(max(0, kept.count - limit))
        }
        notice(message)
    }

    /// Newest first.
    public var messages: [MailMessage] { kept.withLock { $0 } }
}
