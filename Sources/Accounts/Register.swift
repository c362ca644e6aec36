import Database
import HTTPTypes
import Mail
import Web

/// Making an account by user name, mail address, or both, and a password.
///
/// Where addresses are confirmed, the page does not tell whether an address has an account: that goes to the address itself. The
/// work is the same either way: a hash, a mail written, a token and a mail stored.
struct Register<User: UserModel>: Sendable {
    let accounts: Accounts<User>

    private var settings: AccountSettings { accounts.settings }
    private var texts: Texts { accounts.texts }

    @Sendable func show(_ context: Context) async throws -> any Answer {
        let next = context.query["next"]
        if let elsewhere = try await accounts.sendAway(context, next: next) { return elsewhere }
        var form = AccountForm(next: next)
        let token = context.query["token"]
        let invitation = try await accounts.invitation(token, in: context)
        if let invitation, let token {
            form.keep(.email, invitation.email)
            form.show("token", token)
        } else if settings.requireInvitation {
            return Page(settings.linkIsOverTemplate, ["needs_invitation": texts.invitationNeeded], status: .forbidden)
        }
        return page(form)
    }

    @Sendable func submit(_ context: Context) async throws -> any Answer {
        let typed = try await context.form()
        let application = Application(typed, settings)
        if let elsewhere = try await accounts.sendAway(context, next: application.next) { return elsewhere }
        var form = kept(application)
        let limit = AttemptLimit(
            kind: .register, limiter: accounts.registrations, key: AttemptLimiter.Key(address: context.clientAddress))
        if let seconds = try await accounts.begin([limit], in: context) {
            form.refuse(texts.tooManyAttempts(seconds: seconds))
            return RetryLater(page: page(form, .tooManyRequests), after: seconds)
        }
        let invitation = try await accounts.invitation(application.token, in: context)
        guard invitation != nil || !settings.requireInvitation else {
            return Page(settings.linkIsOverTemplate, ["needs_invitation": texts.invitationNeeded], status: .forbidden)
        }
        if let words = try await trap(typed, context) {
            form.refuse(words)
            return page(form, .unprocessableContent)
        }
        let profile = ProfileValues(Self.fields, typed: typed, &form, texts)
        try await check(application, &form, context)
        await accounts.checkBreaches(application.password, .password, &form, in: context)
        guard form.isRight else { return page(form, .unprocessableContent) }

        let hash = try await orBusy(texts) { try await accounts.passwords.hash(application.password) }
        let entry = Entry(
            application: application, hash: hash, profile: profile, invitation: invitation,
            isInvited: invitation.map { $0.email.lowercased() == application.email?.lowercased() } ?? false)
        return try await finish(entry, &form, context)
    }

    /// What is said to whom nobody can see: programs that fill in every field, or all of them at once. People who are caught by mistake
    /// send the form again.
    private func trap(_ typed: Form, _ context: Context) async throws -> Text? {
        if typed[Self.hiddenField]?.isEmpty == false { return texts.hiddenFieldFilled }
        guard context.environment.mode == .production, settings.registerMinimumTime > 0 else { return nil }
        guard let age = try await context.formAge(), age < Double(settings.registerMinimumTime) else { return nil }
        return texts.filledInTooQuickly
    }

    /// A field that no person sees.
    private static var hiddenField: String { "fax_number" }

    /// The site's own fields that registration asks for.
    private static var fields: [ProfileField] { User.profile.filter(\.isAskedAtRegistration) }

    private func kept(_ application: Application) -> AccountForm {
        var form = AccountForm(username: application.username, next: application.next)
        form.keep(.email, application.email)
        if let token = application.token { form.show("token", token) }
        return form
    }

    /// All that is wrong, at once: nobody likes to hear it one by one.
    private func check(_ application: Application, _ form: inout AccountForm, _ context: Context) async throws {
        if settings.enableUsername {
            if let problem = UsernameRules.problem(with: application.username) {
                form.refuse(.username, texts.problem(problem))
            } else if try await isTaken(application.username, context) {
                // Before a hash is made for nothing. Who comes first is decided by the unique column, later.
                form.refuse(.username, texts.usernameTaken)
            }
        }
        if let email = application.email {
            if let problem = emailProblem(email) {
                form.refuse(.email, problem)
            } else if !isSilent, try await context.database.read({ try UserAddress.find(email, in: $0) }) != nil {
                form.refuse(.email, texts.emailTaken)
            }
        }
        if let problem = settings.passwordRules.problem(with: application.password, username: application.username) {
            form.refuse(.password, texts.problem(problem))
        } else if settings.requireRetypePassword, application.retyped != application.password {
            form.refuse(.retypePassword, texts.retypeDiffers)
        }
    }

    private func isTaken(_ username: String, _ context: Context) async throws -> Bool {
        let now = Int(context.environment.now())
        return try await context.database.read { [settings] transaction in
            if try Credentials.find(username, in: transaction) != nil { return true }
            return settings.confirmsEmail ? try UserToken.isHeld(username, now: now, in: transaction) : false
        }
    }

    private func emailProblem(_ email: String) -> Text? {
        if email.isEmpty { return texts.emailMissing }
        guard MailAddress(email) != nil else { return texts.emailMalformed }
        // Where the address is the name it has to fit the column of names.
        return !settings.enableUsername && email.utf8.count > UsernameRules.length.upperBound ? texts.emailTooLong : nil
    }

    /// Whether registering tells nobody that an address has an account. It can't be kept where registering signs in at once.
    private var isSilent: Bool { settings.confirmsEmail && !settings.allowSignInWithoutConfirmedEmail }

    private func page(_ form: AccountForm, _ status: HTTPResponse.Status = .ok) -> Page {
        var form = form
        form.show("password_hint", texts.hint(for: settings.passwordRules))
        if settings.requireRetypePassword { form.show("asks_retype", true) }
        if settings.enableUsername { form.show("asks_username", true) }
        if settings.enableEmail { form.show("asks_email", true) }
        return form.page(settings.registerTemplate, texts, fields: Self.fields.map(FormField.init), status: status)
    }
}

extension Register {
    /// What was typed. Only these fields are looked at: nobody makes an administrator of themselves by sending more.
    struct Application: Sendable {
        /// The address, where that is the name.
        let username: String
        /// `nil` where there is no mail.
        let email: String?
        let password: Password
        let retyped: Password
        let next: String?
        /// Of an invitation.
        let token: String?

        init(_ form: Form, _ settings: AccountSettings) {
            let address = UsernameRules.trimmed(form["email"] ?? "")
            email = settings.enableEmail ? address : nil
            username = settings.enableUsername ? UsernameRules.trimmed(form["username"] ?? "") : address
            password = Password(form["password"] ?? "")
            retyped = Password(form["retype_password"] ?? "")
            next = form["next"]
            token = settings.hasInvitations ? form["token"] : nil
        }
    }

    /// What goes into the database.
    struct Entry: Sendable {
        let application: Application
        let hash: String
        let profile: ProfileValues
        let invitation: Invitation?
        /// Whether the address is the one that an invitation was mailed to: then it needs no other confirmation.
        let isInvited: Bool
    }

    private func finish(_ entry: Entry, _ form: inout AccountForm, _ context: Context) async throws -> any Answer {
        let opening = accounts.opening(in: context)
        let application = entry.application
        switch try await store(entry, opening, context) {
        case .nameTaken:
            form.refuse(.username, settings.enableUsername ? texts.usernameTaken : texts.emailTaken)
            return page(form, .unprocessableContent)
        case .emailTaken:
            form.refuse(.email, texts.emailTaken)
            return page(form, .unprocessableContent)
        case .notInvited: return accounts.linkIsOver(.invite)
        case .held: AccountMetrics.note("registered again")
        case .made(let user):
            let event = Registered(
                user: user, username: application.username, email: application.email, isInvited: entry.isInvited)
            await accounts.tell(.registered, event, in: context)
        }
        if mustConfirm(entry), let email = application.email {
            context.flash(texts.confirmationSent(email), .info)
            if !settings.allowSignInWithoutConfirmedEmail { return Redirect(settings.signInPath) }
        }
        guard settings.autoSignInAfterRegister else {
            if !mustConfirm(entry) { context.flash(texts.accountReady, .success) }
            return Redirect(settings.signInPath)
        }
        try accounts.enter(opening, in: context, greeting: texts.welcome(application.username))
        return accounts.destination(next: application.next, fallback: settings.afterRegister)
    }

    private func mustConfirm(_ entry: Entry) -> Bool { settings.confirmsEmail && !entry.isInvited }

    private enum Outcome: Sendable {
        case made(UserID)
        /// The address has an account: nothing was made, and it looks as if.
        case held
        case nameTaken, emailTaken
        /// Somebody else used the invitation meanwhile.
        case notInvited
    }

    /// Adds the account and whatever goes with it (the link, the mail, the first session) in one transaction. Who comes first is
    /// decided by the unique columns; where an address was taken while the mail was written, once more with the other mail.
    private func store(
        _ entry: Entry, _ opening: Accounts<User>.Opening, _ context: Context
    ) async throws -> Outcome {
        for _ in 0..<3 {
            let owner = try await owner(entry, context)
            let token = UserToken.make()
            let draft = try await draft(entry, owner, token, context)
            let desk = accounts.desk(in: context)
            let witness = accounts.witness(in: context)
            do {
                return try await accounts.commit(in: context) { transaction in
                    guard let owner else {
                        guard try entry.invitation?.use(now: Int(desk.now), in: transaction) ?? true else { return .notInvited }
                        let user = try insert(entry, token, opening, now: Int(desk.now), in: transaction)
                        try witness.note(.registered, of: user, entry.application.username, in: transaction)
                        if let draft { try accounts.post(draft, in: transaction, of: desk) }
                        return .made(user)
                    }
                    guard isSilent || entry.isInvited else { return .emailTaken }
                    try hold(entry, owner, token, now: Int(desk.now), in: transaction)
                    try witness.unknownActor.note(.registeredAgain, of: owner.user, owner.username, in: transaction)
                    if let draft { try accounts.post(draft, in: transaction, of: desk) }
                    return .held
                }
            } catch let error as DatabaseError {
                guard case .uniqueViolation(let columns) = error.kind else { throw error }
                // Without mail only the name can be taken; with it the other unique columns are the address's and the held name's.
                if application(entry, lost: columns) { return .nameTaken }
            }
        }
        return .nameTaken
    }

    private func application(_ entry: Entry, lost columns: [String]) -> Bool {
        !settings.enableEmail || (settings.enableUsername && columns.contains { $0.hasSuffix("username") })
    }

    private func owner(_ entry: Entry, _ context: Context) async throws -> UserAddress? {
        guard let email = entry.application.email else { return nil }
        let found = try await context.database.read { try UserAddress.find(email, in: $0) }
        return found.flatMap { $0.isPrimary || $0.isConfirmed ? $0 : nil }
    }

    private func draft(
        _ entry: Entry, _ owner: UserAddress?, _ token: String, _ context: Context
    ) async throws -> Accounts<User>.Draft? {
        guard let email = entry.application.email else { return nil }
        if let owner {
            return try await accounts.write(
                .addressTaken, to: owner.email, username: owner.username, language: owner.language, in: context)
        }
        if mustConfirm(entry) {
            return try await accounts.confirmation(token, to: email, username: entry.application.username, in: context)
        }
        guard settings.sendRegisteredEmail else { return nil }
        return try await accounts.write(.registered, to: email, username: entry.application.username, in: context)
    }

    private func insert(
        _ entry: Entry, _ token: String, _ opening: Accounts<User>.Opening, now: Int, in transaction: any Transaction
    ) throws(DatabaseError) -> UserID {
        let application = entry.application
        let user = try Credentials.insert(
            username: application.username, passwordHash: entry.hash, in: transaction)
        try entry.profile.store(for: user, in: transaction)
        if let email = application.email {
            // Who only claimed the address as a further one has no hold on it.
            try transaction.execute("DELETE FROM user_emails WHERE email = :email", ["email": email])
            try transaction.execute("UPDATE users SET email = :email WHERE id = :id", ["email": email, "id": user])
            if entry.isInvited { try UserAddress.confirm(email, of: user, now: now, in: transaction) }
            if mustConfirm(entry) {
                try UserToken(user: user, email: email).store(
                    token, for: .confirmEmail, lifetime: settings.confirmEmailLifetime, now: now, in: transaction)
            }
        }
        let isKeptOut = mustConfirm(entry) && !settings.allowSignInWithoutConfirmedEmail
        if settings.autoSignInAfterRegister, !isKeptOut { try accounts.open(opening, for: user, in: transaction) }
        return user
    }

    private func hold(
        _ entry: Entry, _ owner: UserAddress, _ token: String, now: Int, in transaction: any Transaction
    ) throws(DatabaseError) {
        let lifetime = settings.confirmEmailLifetime
        try UserToken(user: nil, email: owner.email).store(
            token, for: .confirmEmail, lifetime: lifetime, now: now, in: transaction)
        if settings.enableUsername {
            try UserToken.hold(entry.application.username, lifetime: lifetime, now: now, in: transaction)
        }
        // What a new account takes beside, on rows that nobody has: the work is the same.
        try Credentials.removeRemains(of: .nobody, in: transaction)
        try entry.profile.store(for: .nobody, in: transaction)
    }
}
