import Database
import HTTP
import HTTPTypes
import Web

/// Choosing the language of the pages, and of mails: kept with the account of who is signed in, and in a cookie for other visitors.
struct ChooseLanguage<User: UserModel>: Sendable {
    let accounts: Accounts<User>

    private var settings: AccountSettings { accounts.settings }

    @Sendable func show(_ context: Context) async throws -> any Answer {
        let chosen = try await chosen(in: context)
        var form = AccountForm(next: context.query["next"])
        form.show(
            "languages",
            context.languages.map { language -> [String: any Sendable] in
                ["tag": language.tag, "name": language.name, "is_chosen": language.tag == chosen]
            })
        if chosen == nil { form.show("is_automatic", true) }
        return form.page(settings.languageTemplate, accounts.texts)
    }

    /// What was chosen, by the user or by the cookie; `nil` where the browser says.
    private func chosen(in context: Context) async throws -> String? {
        if let user = try await accounts.user(in: context) {
            let own = try await context.database.read { try UserLanguage.find(user.id, in: $0) }
            if let language = context.language(own) { return language.tag }
        }
        return context.language(context.cookie(Context.languageCookie))?.tag
    }

    @Sendable func submit(_ context: Context) async throws -> any Answer {
        let typed = try await context.form()
        let tag = typed["language"] ?? ""
        let language = context.language(tag)
        guard language != nil || tag.isEmpty else { throw HTTPError(.badRequest) }
        if let user = try await accounts.user(in: context) {
            let witness = accounts.witness(in: context)
            try await context.database.write { transaction in
                try UserLanguage.set(language?.tag, of: user.id, in: transaction)
                try witness.note(.languageChosen, of: user.id, user.username, language?.tag ?? "", in: transaction)
            }
        }
        try keep(language, in: context)
        context.language = language ?? context.languageOfBrowser
        context.flash(language == nil ? accounts.texts.languageByBrowser : accounts.texts.languageChosen, .success)
        return accounts.destination(next: typed["next"], fallback: settings.languagePath)
    }

    /// For the pages before signing in, and after it ended.
    private func keep(_ language: Language?, in context: Context) throws {
        guard language != nil || context.cookie(Context.languageCookie) != nil else { return }
        let year = 365 * 24 * 3600
        context.setCookie(
            try SetCookie(
                Context.languageCookie, language?.tag ?? "", maxAge: language == nil ? 0 : year, isSecure: context.isSecure))
    }
}

extension Texts {
    var languageChosen: Text { Text("language.chosen") }
    var languageByBrowser: Text { Text("language.by-browser") }
}
