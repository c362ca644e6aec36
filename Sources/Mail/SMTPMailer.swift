import Blocking
import Curl
import Synchronization

/// Sends by an SMTP server, by libcurl, over kept connections: STARTTLS and implicit TLS with the server's certificate checked,
/// `AUTH` with whatever both sides know (PLAIN and LOGIN among it).
public final class SMTPMailer: Mailer {
    private let configuration: SMTPConfiguration
    private let queue: BlockingQueue
    private let idle = Mutex(IdleHandles<CurlEasy>())

    /// A mailer that connects when there is something to send.
    ///
    /// - Parameter connections: how many mails go out at once.
    public init(_ configuration: SMTPConfiguration, connections: Int = 2) {
        self.configuration = configuration
        queue = BlockingQueue(label: "satchel.mail", width: connections)
    }

    /// Returns when the server has taken the mail (250).
    public func send(_ message: MailMessage) async throws(MailError) {
        do {
            try await queue.run { [self] in try deliver(message) }
        } catch let error as MailError {
            throw error
        } catch {
            throw MailError(.temporary, "\(error)")
        }
    }

    private func deliver(_ message: MailMessage) throws(MailError) {
        guard let easy = idle.withLock({ $0.take() }) ?? CurlEasy() else {
            throw MailError(.temporary, "libcurl could not be started")
        }
        defer { idle.withLock { $0.give(easy) } }
        try SMTPTransfer(message).perform(on: easy, configuration)
    }
}
