import Database
import Logging
import Mail
import Secrets

/// Sends what lies in the outbox, in the background: at the start, whenever a transaction of this process has put a mail there,
/// and when one that failed is due again. Between, it asks nothing of the database.
///
/// A mail may go out twice (the process ends between the server's yes and the row's end), never not at all; its `Message-ID` stays.
public actor Postman {
    private let engine: any DatabaseEngine
    private let outbox: MailOutbox
    private let mailer: any Mailer
    private let bell: MailBell
    private let logger: Logger
    private let now: @Sendable () -> Double
    private var rounds: Task<Void, Never>?
    /// When a mail of the outbox is due; `nil` before the first look.
    private var due: Int??

    /// How many mails one round takes.
    private static let batch = 10
    /// For how long a mail is in one instance's hands: longer than an SMTP server may take for all of a batch.
    private static let lease = 900
    /// After so many tries, which take about two days, a mail is given up.
    private static let attempts = 12

    init(
        engine: any DatabaseEngine, keys: SecretKeys, mailer: any Mailer, bell: MailBell, logger: Logger,
        now: @escaping @Sendable () -> Double
    ) {
        (self.engine, self.mailer, self.bell, self.logger, self.now) = (engine, mailer, bell, logger, now)
        outbox = MailOutbox(keys: keys)
    }

    /// Begins to send.
    public func start() {
        guard rounds == nil else { return }
        rounds = Task { await self.work() }
    }

    /// Returns when the mails in hand are sent or put back.
    public func stop() async {
        rounds?.cancel()
        await rounds?.value
        rounds = nil
    }

    private func work() async {
        while !Task.isCancelled {
            let due = await round()
            await bell.wait(until: due.map { max(1, Double($0) - now()) })
        }
    }

    /// Sends what is due, where the process stands still between its requests (AWS Lambda): if a mail was put into the outbox since the
    /// last time, if it is time for one that failed, or because somebody calls for it.
    public func sendAfterRequest(isCalled: Bool = false) async {
        let hasRung = bell.take()
        let isDue = due.map { $0.map { Double($0) <= now() } ?? false } ?? true
        guard hasRung || isDue || isCalled else { return }
        due = .some(await round())
    }

    /// Sends what is due now; when to look again, in seconds since 1970.
    package func round() async -> Int? {
        do {
            while !Task.isCancelled {
                let time = Int(now())
                let next = try await engine.read { try OutboxRow.nextDue(in: $0) }
                guard let next, next <= time else { return next }
                let claimed = try await engine.write {
                    try OutboxRow.claim(limit: Self.batch, lease: Self.lease, now: time, in: $0)
                }
                if claimed.isEmpty { return time + 1 }
                await deliver(claimed)
            }
            return nil
        } catch {
            logger.warning("the outbox can't be read; it is tried again in a minute", metadata: ["error": "\(error)"])
            return Int(now()) + 60
        }
    }

    /// Sends mails and writes down, in one transaction, what became of each.
    private func deliver(_ rows: [OutboxRow]) async {
        var ends: [(row: OutboxRow, end: End)] = []
        for row in rows { ends.append((row, await send(row))) }
        let settled = ends
        do {
            try await engine.write { transaction in
                for (row, end) in settled {
                    switch end {
                    case .gone: try row.remove(in: transaction)
                    case .later(let due, let reason): try row.postpone(to: due, because: reason, in: transaction)
                    case .dead(let reason): try row.giveUp(because: reason, in: transaction)
                    }
                }
            }
        } catch {
            logger.error(
                "what became of mails could not be noted: they may be sent once more", metadata: ["error": "\(error)"])
        }
    }

    private enum End: Sendable { case gone, later(Int, String), dead(String) }

    private func send(_ row: OutboxRow) async -> End {
        guard row.state == MailState.waiting.rawValue else { return .gone }
        guard let mail = outbox.open(row.sealed) else {
            return .dead("none of the keys in SECRET_KEY opens this mail")
        }
        do throws(MailError) {
            try await mailer.send(mail)
            return .gone
        } catch {
            let isLast = error.kind == .permanent || row.attempts >= Self.attempts
            let pause = Self.pause(after: row.attempts)
            logger.log(
                level: isLast ? .error : .warning, isLast ? "a mail is given up" : "a mail was not sent; it is tried again",
                metadata: [
                    "mail": "\(row.id)", "subject": "\(mail.subject)", "attempt": "\(row.attempts)", "reason": "\(error)",
                    "next": "\(isLast ? "never" : "in \(pause) s")",
                ])
            return isLast ? .dead(error.reason) : .later(Int(now()) + pause, error.reason)
        }
    }

    /// 15 s, 30 s, 1 min, … up to 12 h, a fifth more or less, so that mails that failed together don't come back together.
    private static func pause(after attempts: Int) -> Int {
        let base = min(43_200.0, 15 * Double(1 << min(attempts - 1, 16)))
        return max(1, Int(base * Double.random(in: 0.8...1.2)))
    }
}
