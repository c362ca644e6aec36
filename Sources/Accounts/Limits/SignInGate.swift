import Database
import HTTPTypes
import Mail
import Web

/// What passwords typed at sign-in have to pass: by account and address together (few), by address (more: many people may share one), and
/// by account, wherever from.
///
/// Too many for one account lock it for a while: nobody guesses on from a thousand addresses. The right user is told by mail, and is
/// never locked out: not where they signed in before, not with a passkey or a mailed link, and a new password by mail ends the lock. A
/// name that nobody has locks alike.
struct SignInGate<User: UserModel>: Sendable {
    let accounts: Accounts<User>

    private var settings: AccountSettings { accounts.settings }

    /// How many sign-ins back an address is remembered as the user's own.
    private static var memory: Int { 50 }
    /// Seconds in which one account is told once.
    private static var noticeInterval: Int { 86_400 }

    /// Counts an attempt; seconds to wait where it is refused.
    func begin(_ name: String, in context: Context) async throws -> Int? {
        if let seconds = try await accounts.begin([pair(name, context), address(context)], in: context) { return seconds }
        guard let seconds = try await lock(name, context) else { return nil }
        accounts.limiter.abandon(pair(name, context).key)
        accounts.signInSources.abandon(address(context).key)
        return seconds
    }

    /// The password was right.
    func succeed(_ name: String, in context: Context) {
        accounts.limiter.succeed(pair(name, context).key)
        // One is taken back, not all: with one right password of their own nobody guesses on at others'.
        accounts.signInSources.abandon(address(context).key)
        accounts.signInNames.abandon(Self.key(name))
    }

    /// It was not decided.
    func abandon(_ name: String, in context: Context) {
        accounts.limiter.abandon(pair(name, context).key)
        accounts.signInSources.abandon(address(context).key)
        accounts.signInNames.abandon(Self.key(name))
    }

    /// Ends the lock of an account under these names, in the transaction that gives it a new password.
    static func open(_ names: [String], in transaction: any Transaction) throws(DatabaseError) {
        for name in names { try AttemptLock.open(AttemptLimit.row(.account, key(name)), in: transaction) }
    }

    private static func key(_ name: String) -> AttemptLimiter.Key { AttemptLimiter.Key(username: name, address: "") }

    private func pair(_ name: String, _ context: Context) -> AttemptLimit {
        AttemptLimit(
            kind: .pair, limiter: accounts.limiter,
            key: AttemptLimiter.Key(username: name, address: context.clientAddress))
    }

    private func address(_ context: Context) -> AttemptLimit {
        AttemptLimit(
            kind: .address, limiter: accounts.signInSources, key: AttemptLimiter.Key(address: context.clientAddress))
    }

    /// Whether the account is locked for this visitor, by attempts of all addresses.
    private func lock(_ name: String, _ context: Context) async throws -> Int? {
        guard accounts.signInNames.isLimited else { return nil }
        let key = Self.key(name)
        let row = AttemptLimit.row(.account, key)
        let now = Int(context.environment.now())
        let wait = try await context.database.read { try AttemptLock.wait([row], now: now, in: $0) }
        if let wait { return try await isAtHome(name, context) ? nil : wait }
        guard case .refused = accounts.signInNames.begin(key, now: context.environment.now()) else { return nil }
        // From now on the row counts, on all instances; when it is over, counting begins anew.
        accounts.signInNames.succeed(key)
        try await close(name, row, context)
        return try await isAtHome(name, context) ? nil : settings.lockOutTime
    }

    /// Whether the account's user signed in from this address before.
    private func isAtHome(_ name: String, _ context: Context) async throws -> Bool {
        let here = AttemptLimiter.Key.network(of: context.clientAddress)
        let settings = settings
        let addresses = try await context.database.read { transaction -> [String] in
            guard let known = try Credentials.find(typed: name, settings, in: transaction) else { return [] }
            return try AuditLog.addresses(of: known.id, .signedIn, limit: Self.memory, in: transaction)
        }
        return addresses.contains { AttemptLimiter.Key.network(of: $0) == here }
    }

    /// Locks, and tells the account's user by mail; for a name of nobody's the work is the same.
    private func close(_ name: String, _ row: String, _ context: Context) async throws {
        let settings = settings
        let found = try await context.database.read { transaction -> (known: Credentials?, address: UserAddress?) in
            let known = try Credentials.find(typed: name, settings, in: transaction)
            guard settings.enableEmail, let known else { return (known, nil) }
            return (known, try UserAddress.primary(of: known.id, in: transaction))
        }
        let address = found.address.flatMap { $0.isConfirmed || !settings.confirmsEmail ? $0 : nil }
        let draft = try await notice(to: address, context)
        let desk = accounts.desk(in: context)
        let witness = accounts.witness(in: context).unknownActor
        try await accounts.commit(in: context) { [accounts] transaction in
            try AttemptLock.close(row, seconds: settings.lockOutTime, now: witness.now, in: transaction)
            let wasTold = try AuditLog.has(
                .signInLocked, of: found.known?.id, since: witness.now - Self.noticeInterval, in: transaction)
            try witness.note(.signInLocked, of: found.known?.id, found.known?.username ?? "", name, in: transaction)
            if let draft { try accounts.post(draft, isSent: address != nil && !wasTold, in: transaction, of: desk) }
        }
    }

    private func notice(to address: UserAddress?, _ context: Context) async throws -> Accounts<User>.Draft? {
        guard settings.enableEmail else { return nil }
        let nobody = settings.emailSenderAddress ?? "nobody@localhost"
        return try await accounts.write(
            .signInLocked, to: address?.email ?? nobody, username: address?.username ?? nobody, language: address?.language,
            link: settings.enableForgotPassword ? settings.forgotPasswordPath : nil,
            ["wait": accounts.texts.duration(settings.lockOutTime)], in: context)
    }
}
