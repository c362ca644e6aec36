import Database
import HTTP
import HTTPTypes
import Logging
import Secrets
import Web
import WebAuthn

/// A user's passkeys: listed, made, named, deleted. Who is here gave the password, or a passkey, lately.
struct ManagePasskeys<User: UserModel>: Sendable {
    let accounts: Accounts<User>

    private var settings: AccountSettings { accounts.settings }
    private var texts: Texts { accounts.texts }

    @Sendable func show(_ context: Context, _ user: User) async throws -> any Answer {
        try await page(AccountForm(), user, context)
    }

    /// What the script asks for before it makes one. Nothing is written: the challenge says itself what it is good for.
    @Sendable func options(_ context: Context, _ user: User) async throws -> any Answer {
        guard let site = accounts.relyingParty(in: context), let session = context.session.token else {
            throw HTTPError(.notFound)
        }
        let known = try await context.database.read { try Passkey.list(of: user.id, in: $0) }
        // One handle for all of an account's passkeys; it is random, and tells an authenticator's owner nothing.
        let handle = known.first?.credential.userHandle ?? Randomness.bytes(32)
        let name = settings.appName ?? context.environment.appName
        return JSON(
            PasskeyCreation(
                rp: .init(id: site.id, name: name),
                user: .init(id: Base64URL.encode(handle), name: user.username, displayName: user.username),
                challenge: PasskeyChallenge.make(for: .add, session: session, handle: handle, in: context),
                excludeCredentials: known.map(PasskeyDescriptor.init)))
    }

    @Sendable func submit(_ context: Context, _ user: User) async throws -> any Answer {
        let typed = try await context.form()
        switch typed["do"] {
        case "rename": return try await rename(typed, user, context)
        case "delete": return try await delete(typed["passkey"] ?? "", user, context)
        default: return try await add(typed, user, context)
        }
    }

    private enum Outcome: Sendable { case added, taken, tooMany, over }

    private func add(_ typed: Form, _ user: User, _ context: Context) async throws -> any Answer {
        guard let site = accounts.relyingParty(in: context), let session = context.session.token else {
            throw HTTPError(.notFound)
        }
        var form = AccountForm()
        form.keep(.passkeyName, typed["name"])
        guard let name = name(typed, &form) else { return try await page(form, user, context) }
        var opened: (challenge: String, handle: [UInt8])?
        let made: NewCredential
        do {
            made = try site.register(typed["credential"] ?? "") { challenge in
                let handle = PasskeyChallenge.open(challenge, for: .add, session: session, in: context)
                opened = handle.map { (challenge, $0) }
                return handle != nil
            }
        } catch {
            context.logger.info("a passkey was refused", metadata: ["error": "\(error)"])
            form.refuse(texts.passkeyNotMade)
            return try await page(form, user, context)
        }
        guard let opened else { throw HTTPError(.badRequest) }
        switch try await store(made, name, opened.challenge, opened.handle, user, context) {
        case .added:
            context.flash(texts.passkeyAdded(name), .success)
            return Redirect(settings.passkeysPath)
        case .taken: form.refuse(texts.passkeyTaken)
        case .tooMany: form.refuse(texts.tooManyPasskeys)
        case .over: form.refuse(texts.passkeyNotMade)
        }
        return try await page(form, user, context)
    }

    private func store(
        _ made: NewCredential, _ name: String, _ challenge: String, _ handle: [UInt8], _ user: User, _ context: Context
    ) async throws -> Outcome {
        let witness = accounts.witness(in: context)
        let notice = try await accounts.notice(texts.noticePasskeyAdded(name), to: user, in: context)
        return try await accounts.commit(in: context) { transaction in
            guard try PasskeyChallenge.use(challenge, now: witness.now, in: transaction) else { return .over }
            // Nobody's credential may come under two accounts (WebAuthn 7.1, "not yet registered for any user").
            guard try Passkey.find(made.id, in: transaction) == nil else { return .taken }
            guard try Passkey.list(of: user.id, in: transaction).count < Passkey.perUser else { return .tooMany }
            try Passkey.insert(made, named: name, of: user.id, handle: handle, now: witness.now, in: transaction)
            try witness.note(.passkeyAdded, of: user.id, user.username, name, in: transaction)
            try notice?.post(in: transaction)
            return .added
        }
    }

    private func rename(_ typed: Form, _ user: User, _ context: Context) async throws -> any Answer {
        var form = AccountForm()
        guard let name = name(typed, &form) else { return try await page(form, user, context) }
        let key = typed["passkey"] ?? ""
        let witness = accounts.witness(in: context)
        try await context.database.write { transaction in
            guard try Passkey.rename(key, of: user.id, to: name, in: transaction) else { return }
            try witness.note(.passkeyRenamed, of: user.id, user.username, name, in: transaction)
        }
        return Redirect(settings.passkeysPath)
    }

    private enum Removal: Sendable {
        case done(String)
        case isLastWayIn, unknown
    }

    private func delete(_ key: String, _ user: User, _ context: Context) async throws -> any Answer {
        let witness = accounts.witness(in: context)
        let waysIn = accounts.waysIn(in: context)
        let notice = try await accounts.notice(texts.noticePasskeyRemoved, to: user, in: context)
        let outcome = try await accounts.commit(in: context) { transaction -> Removal in
            guard try waysIn.remain(for: user.id, without: key, in: transaction) else { return .isLastWayIn }
            guard let name = try Passkey.remove(key, of: user.id, in: transaction) else { return .unknown }
            try witness.note(.passkeyRemoved, of: user.id, user.username, name, in: transaction)
            try notice?.post(in: transaction)
            return .done(name)
        }
        switch outcome {
        case .done(let name): context.flash(texts.passkeyRemoved(name), .success)
        case .isLastWayIn: context.flash(texts.lastWayIn, .error)
        case .unknown: break
        }
        return Redirect(settings.passkeysPath)
    }

    private func name(_ typed: Form, _ form: inout AccountForm) -> String? {
        let name = UsernameRules.trimmed(typed["name"] ?? "")
        if name.isEmpty {
            form.refuse(.passkeyName, texts.fieldMissing)
        } else if name.unicodeScalars.count > Passkey.nameLimit {
            form.refuse(.passkeyName, texts.fieldTooLong(Passkey.nameLimit))
        } else {
            return name
        }
        return nil
    }

    private func page(_ form: AccountForm, _ user: User, _ context: Context) async throws -> Page {
        let known = try await context.database.read { try Passkey.list(of: user.id, in: $0) }
        var form = form
        form.show("account_name", user.username)
        form.show("passkeys", known.map { accounts.variables(of: $0) })
        if accounts.relyingParty(in: context) != nil { form.show("options_url", settings.passkeysPath + "/new") }
        return form.page(
            settings.passkeysTemplate, texts, fields: [.passkeyName(texts)], status: form.isRight ? .ok : .unprocessableContent)
    }
}

extension Accounts {
    /// A passkey for a template.
    func variables(of passkey: Passkey) -> [String: any Sendable] {
        var variables: [String: any Sendable] = [
            "key": passkey.key, "name": passkey.name, "added": texts.moment(passkey.created), "is_backed_up": passkey.isBackedUp,
        ]
        if passkey.lastUsed > 0 { variables["last_used"] = texts.moment(passkey.lastUsed) }
        return variables
    }
}

extension AccountForm.Field {
    static let passkeyName = AccountForm.Field("name")
}

extension FormField {
    static func passkeyName(_ texts: Texts) -> FormField {
        FormField(
            field: .passkeyName, label: texts.label(of: .passkeyName), autocomplete: "off", hint: texts.passkeyNameHint,
            maximumLength: Passkey.nameLimit)
    }
}
