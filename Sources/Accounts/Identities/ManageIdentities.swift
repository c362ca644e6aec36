import Database
import HTTPTypes
import OpenID
import Web

/// The providers at which a user can sign in: linked and unlinked. Who changes something gave the password lately, and the last way
/// in stays.
struct ManageIdentities<User: UserModel>: Sendable {
    let accounts: Accounts<User>

    private var settings: AccountSettings { accounts.settings }
    private var texts: Texts { accounts.texts }

    @Sendable func show(_ context: Context, _ user: User) async throws -> any Answer {
        let linked = try await context.database.read { try LinkedIdentity.list(of: user.id, in: $0) }
        let issuers = Set(linked.map(\.issuer))
        let others = Set(accounts.identities.clients.map(\.provider.issuer)).subtracting(issuers)
        var form = AccountForm()
        form.show("linked", linked.map(variables))
        if !linked.isEmpty { form.show("has_linked", true) }
        let offered = accounts.variables(ofProviders: others)
        form.show("providers", offered)
        if !offered.isEmpty { form.show("has_providers", true) }
        return form.page(settings.identitiesTemplate, texts)
    }

    private func variables(_ identity: LinkedIdentity) -> [String: any Sendable] {
        var variables: [String: any Sendable] = [
            "handle": identity.handle, "name": accounts.identities.name(of: identity.issuer),
            "created": texts.moment(identity.created),
        ]
        if !identity.email.isEmpty { variables["email"] = identity.email }
        return variables
    }

    /// Unlinks that of the form's `unlink`, or sets out to link `link`.
    @Sendable func submit(_ context: Context, _ user: User) async throws -> any Answer {
        let typed = try await context.form()
        if let handle = typed["unlink"] { return try await unlink(handle, user, context) }
        let client = try accounts.identities.client(typed["link"] ?? "")
        do {
            let address = try await accounts.setOut(.link, to: client, user: user, next: nil, in: context)
            return accounts.goOn(to: address, client.provider)
        } catch let error as IdentityError {
            accounts.note(error, at: client.provider, in: context)
            return Redirect(settings.identitiesPath)
        }
    }

    /// Links who came back from a provider.
    func link(
        _ identity: Identity, _ provider: IdentityProvider, _ user: User, _ context: Context
    ) async throws -> any Answer {
        let witness = accounts.witness(user, in: context)
        let notice = try await accounts.notice(texts.noticeLinked(provider.name), to: user, in: context)
        let outcome = try await accounts.commit(in: context) { transaction -> Linking in
            if let known = try LinkedIdentity.find(identity, in: transaction) {
                return known.user == user.id ? .done : .elsewhere
            }
            guard try LinkedIdentity.list(of: user.id, in: transaction).count < LinkedIdentity.perUser else { return .tooMany }
            try LinkedIdentity.add(identity, to: user.id, now: witness.now, in: transaction)
            try witness.note(.identityLinked, of: user.id, user.username, provider.name, in: transaction)
            try notice?.post(in: transaction)
            return .done
        }
        switch outcome {
        case .done: context.flash(texts.linked(provider.name), .success)
        case .elsewhere: context.flash(texts.linkedElsewhere(provider.name), .error)
        case .tooMany: context.flash(texts.tooManyIdentities, .error)
        }
        return Redirect(settings.identitiesPath)
    }

    private func unlink(_ handle: String, _ user: User, _ context: Context) async throws -> any Answer {
        let witness = accounts.witness(user, in: context)
        let (desk, waysIn) = (accounts.identities, accounts.waysIn(in: context))
        let notice = try await accounts.notice(texts.noticeUnlinked, to: user, in: context)
        let outcome = try await accounts.commit(in: context) { transaction -> Unlinking in
            let linked = try LinkedIdentity.list(of: user.id, in: transaction)
            guard let found = linked.first(where: { $0.handle == handle }) else { return .unknown }
            guard try waysIn.remain(for: user.id, without: found.key, in: transaction) else { return .isLast }
            try LinkedIdentity.remove(found.key, in: transaction)
            let name = desk.name(of: found.issuer)
            try witness.note(.identityUnlinked, of: user.id, user.username, name, in: transaction)
            try notice?.post(in: transaction)
            return .done(name)
        }
        switch outcome {
        case .unknown: throw HTTPError(.notFound)
        case .isLast: context.flash(texts.lastWayIn, .error)
        case .done(let name): context.flash(texts.unlinked(name), .success)
        }
        return Redirect(settings.identitiesPath)
    }

    private enum Linking: Sendable {
        case done
        /// Somebody else's, here.
        case elsewhere
        case tooMany
    }

    private enum Unlinking: Sendable {
        case unknown, isLast
        case done(String)
    }
}
