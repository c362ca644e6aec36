import Database
import HTTPTypes
import Web

/// Inviting somebody by mail, for a role that may. Whoever follows the link registers with the address confirmed.
struct Invite<User: UserModel>: Sendable {
    let accounts: Accounts<User>

    private var texts: Texts { accounts.texts }

    @Sendable func show(_ context: Context, _ user: User) async throws -> any Answer { page(AccountForm()) }

    @Sendable func submit(_ context: Context, _ user: User) async throws -> any Answer {
        var form = AccountForm()
        guard let request = try await accounts.mailRequest(&form, in: context) else { return page(form, .unprocessableContent) }
        if let seconds = request.wait { return RetryLater(page: page(form, .tooManyRequests), after: seconds) }
        let token = UserToken.make()
        // Whether the address has an account is nobody's business, not even the inviter's: the address is told.
        let owner = try await context.database.read { try UserAddress.find(request.email, in: $0) }
        let draft =
            if let owner, owner.isPrimary || owner.isConfirmed {
                try await accounts.write(
                    .addressTaken, to: owner.email, username: owner.username, language: owner.language, in: context)
            } else {
                try await accounts.write(
                    .invitation, to: request.email, username: request.email,
                    link: accounts.settings.registerPath + "?token=" + token, ["inviter": user.username], in: context)
            }
        let desk = accounts.desk(in: context)
        let lifetime = accounts.settings.inviteLifetime
        let witness = accounts.witness(user, in: context)
        try await accounts.commit(in: context) { [accounts] transaction in
            try transaction.execute(
                "INSERT INTO user_invitations (email, invited_by_user_id, sent_at) VALUES (:email, :user, :now)",
                ["email": request.email, "user": user.id, "now": Int(desk.now)])
            try UserToken(user: nil, email: request.email)
                .store(token, for: .invite, lifetime: lifetime, now: Int(desk.now), in: transaction)
            try witness.note(.invited, of: nil, request.email, in: transaction)
            try accounts.post(draft, in: transaction, of: desk)
        }
        await accounts.tell(.sentInvitation, InvitationSent(email: request.email, invitedBy: user.id), in: context)
        context.flash(texts.invited(request.email), .success)
        return Redirect(accounts.settings.afterInvite)
    }

    private func page(_ form: AccountForm, _ status: HTTPResponse.Status = .ok) -> Page {
        form.page(accounts.settings.inviteTemplate, texts, fields: [.email(.email, texts)], status: status)
    }
}

extension Accounts {
    /// Lets those through who may invite: 403 for others who are signed in.
    var mayInvite: Guard<User> { settings.inviteRole.map { guardian([RoleNeed(anyOf: [$0])]) } ?? signedIn }

    /// What an invitation's token is good for; `nil` where it is good for nothing.
    func invitation(_ token: String?, in context: Context) async throws -> Invitation? {
        guard settings.hasInvitations, let token else { return nil }
        let now = Int(context.environment.now())
        return try await context.database.read { [settings] in try Invitation.find(token, settings, now: now, in: $0) }
    }
}
