import Web

/// How many mails may be asked for: by one visitor's address, so that nobody makes the site write to strangers, and to one
/// mail address, so that nobody's mailbox is filled.
struct MailRequests: Sendable {
    private let bySource: AttemptLimiter
    private let byRecipient: AttemptLimiter

    init(_ settings: AccountSettings) {
        bySource = AttemptLimiter(limit: settings.mailRequests, window: settings.mailRequestWindow)
        byRecipient = AttemptLimiter(limit: settings.mailsPerAddress, window: settings.mailRequestWindow)
    }

    /// What a request for a mail has to pass.
    func limits(_ email: String, in context: Context) -> [AttemptLimit] {
        // The whole address counts: cut, as names are, it would be another's.
        let recipient = AttemptLimiter.Key(username: UserToken.key(of: email.lowercased(), for: .confirmEmail), address: "")
        return [
            AttemptLimit(kind: .mail, limiter: bySource, key: AttemptLimiter.Key(address: context.clientAddress)),
            AttemptLimit(kind: .mailbox, limiter: byRecipient, key: recipient),
        ]
    }
}
