import HTTPTypes
import Web

extension AdminUser {
    /// What the buttons of the page do: the form's `do`.
    private enum Deed: String {
        case edit, activate, deactivate, delete, keep
        case deleteNow = "delete-now"
        case addRole = "add-role"
        case removeRole = "remove-role"
        case endSession = "end-session"
        case endSessions = "end-sessions"
        case revokeToken = "revoke-token"
        case resetLink = "reset-link"
        case removeSecondFactor = "remove-second-factor"
        case removePasskeys = "remove-passkeys"
    }

    @Sendable func submit(_ context: Context, _ admin: User) async throws -> any Answer {
        let typed = try await context.form()
        guard let deed = Deed(rawValue: typed["do"] ?? "") else { throw HTTPError(.badRequest) }
        let entry = try await entry(context, admin)
        var form = AccountForm()
        do {
            // Nobody locks the door from outside behind themselves.
            if entry.id == admin.id,
                [.deactivate, .delete, .deleteNow].contains(deed) || (deed == .removeRole && typed["role"] == settings.adminRole)
            {
                form.refuse(texts.notYourself)
                return try await page(entry, form, admin, context)
            }
            if deed == .edit { return try await edit(entry, typed, admin, context) }
            if deed == .deleteNow {
                try await accounts.directory(for: admin, in: context).delete(entry.username)
                context.flash(texts.userDeleted(entry.username), .success)
                return Redirect("\(settings.adminPath)/users")
            }
            if deed == .resetLink { return try await resetLink(entry, admin, context) }
            context.flash(try await perform(deed, on: entry, typed, admin, context), .success)
            return Redirect(path(of: entry))
        } catch let error as AccountError {
            form.refuse(error, texts)
            return try await page(entry, form, admin, context)
        }
    }

    private func path(of entry: AccountDirectory.Entry) -> String { "\(settings.adminPath)/users/\(entry.id)" }

    /// Does what takes no more than a name, and says so.
    private func perform(
        _ deed: Deed, on entry: AccountDirectory.Entry, _ typed: Form, _ admin: User, _ context: Context
    ) async throws -> Text {
        let directory = accounts.directory(for: admin, in: context)
        let role = typed["role"] ?? ""
        switch deed {
        case .activate: try await directory.activate(entry.username)
        case .deactivate: try await directory.deactivate(entry.username)
        case .addRole: try await directory.addRole(role, to: entry.username)
        case .removeRole: try await directory.removeRole(role, from: entry.username)
        case .endSession: try await directory.endSession(typed["session"] ?? "", of: entry.username)
        case .endSessions: try await directory.endSessions(of: entry.username)
        case .revokeToken: try await directory.revokeToken(typed["token"] ?? "", of: entry.username)
        case .removeSecondFactor: try await directory.removeSecondFactor(of: entry.username)
        case .removePasskeys: try await directory.removePasskeys(of: entry.username)
        case .delete: try await directory.beginDeletion(of: entry.username)
        case .keep: try await directory.cancelDeletion(of: entry.username)
        case .edit, .resetLink, .deleteNow: break
        }
        return texts.changed(entry.username)
    }

    /// The link is shown by the answer itself: kept for a page after it, it would stand in a cookie.
    private func resetLink(_ entry: AccountDirectory.Entry, _ admin: User, _ context: Context) async throws -> Page {
        let link = try await accounts.directory(for: admin, in: context).resetLink(for: entry.username)
        var page = try await page(entry, AccountForm(), admin, context)
        // Where nobody has said what the site's address is, whoever hands the link on knows it.
        page.variables["reset_link"] = (try? context.absoluteURL(link)) ?? link
        page.variables["reset_lifetime"] = texts.duration(settings.resetPasswordLifetime)
        return page
    }

    private func edit(
        _ entry: AccountDirectory.Entry, _ typed: Form, _ admin: User, _ context: Context
    ) async throws -> any Answer {
        var form = AccountForm()
        let username = settings.enableUsername ? UsernameRules.trimmed(typed["username"] ?? "") : entry.username
        form.keep(.username, username)
        let values = ProfileValues(User.profile, typed: typed, &form, texts)
        do {
            guard form.isRight else { return try await page(entry, form, admin, context) }
            try await accounts.directory(for: admin, in: context).edit(entry.username, username: username, profile: values)
        } catch let error as AccountError {
            form.refuse(error, texts)
            return try await page(entry, form, admin, context)
        }
        context.flash(texts.changed(username), .success)
        return Redirect(path(of: entry))
    }
}
