import Database
import HTTP
import HTTPTypes
import Web

/// What is stored about a person, for themselves: all of it in one file, and the button that makes the account go. Who is here gave the
/// password lately.
struct YourData<User: UserModel>: Sendable {
    let accounts: Accounts<User>

    private var settings: AccountSettings { accounts.settings }
    private var texts: Texts { accounts.texts }

    @Sendable func show(_ context: Context, _ user: User) async throws -> any Answer {
        try await page(AccountForm(), user, context)
    }

    @Sendable func export(_ context: Context, _ user: User) async throws -> any Answer {
        let witness = accounts.witness(in: context)
        let sections = accounts.personal.all
        let json = try await context.database.write { transaction in
            try witness.note(.exported, of: user.id, user.username, in: transaction)
            return try AccountExport(of: user.id, now: witness.now, sections, in: transaction).json()
        }
        // What ends the quotes of the header, or is no ASCII, stays out of the name.
        let name = user.username.filter { $0.isASCII && ($0.isLetter || $0.isNumber || "-._@".contains($0)) }
        return Response(
            headers: [
                .contentType: "application/json; charset=utf-8", .cacheControl: "no-store",
                .contentDisposition: "attachment; filename=\"\(name).json\"",
            ], body: .bytes(json))
    }

    @Sendable func delete(_ context: Context, _ user: User) async throws -> any Answer {
        let (delay, path) = (settings.deleteAccountDelay, settings.keepAccountPath)
        let token = UserToken.make()
        let draft = try await accounts.draft(.accountLeaving, toOwnerOf: user, link: path + "/" + token, in: context)
        let (desk, witness) = (accounts.desk(in: context), accounts.witness(in: context))
        let isDone = try await accounts.commit(in: context) { [accounts] transaction in
            guard try !accounts.isLastAdmin(user, in: transaction) else { return false }
            try AccountDeletion.begin(user.id, user.username, after: delay, witness, in: transaction)
            guard let draft else { return true }
            try UserToken(user: user.id, email: draft.email).store(
                token, for: .keepAccount, lifetime: delay, now: witness.now, in: transaction)
            try accounts.post(draft, in: transaction, of: desk)
            return true
        }
        guard isDone else {
            var form = AccountForm()
            form.refuse(texts.lastAdmin(settings.adminRole))
            return try await page(form, user, context)
        }
        accounts.leave(in: context)
        context.flash(texts.deletionAsked(delay: delay), .info)
        return Redirect(settings.afterSignOut)
    }

    private func page(_ form: AccountForm, _ user: User, _ context: Context) async throws -> Page {
        var form = form
        form.show("account_name", user.username)
        form.show("export_url", settings.yourDataPath + "/export")
        if settings.enableDeleteAccount {
            form.show("offers_deletion", true)
            form.show("delay", texts.duration(settings.deleteAccountDelay))
            if try await context.database.read({ try accounts.isLastAdmin(user, in: $0) }) {
                form.show("last_admin", texts.lastAdmin(settings.adminRole))
            } else {
                form.show("delete_url", settings.yourDataPath + "/delete")
            }
        }
        return form.page(settings.yourDataTemplate, texts, status: form.isRight ? .ok : .unprocessableContent)
    }
}
