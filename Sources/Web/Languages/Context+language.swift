import HTTP
import HTTPTypes
import Synchronization

extension Context {
    /// The language of what this visitor is told: what was set here (the user's own choice), else what the cookie `language` names,
    /// else by `Accept-Language`, else the site's default.
    public var language: Language {
        get {
            state.withLock { state in
                if let language = state.language { return language }
                let language = negotiatedLanguage
                state.language = language
                return language
            }
        }
        set { state.withLock { $0.language = newValue } }
    }

    /// The languages that the site speaks, its default first. Empty where it has no language files.
    public var languages: [Language] { site.templates.languages.all }

    /// Takes a language by its tag; nothing changes where the site does not speak it.
    public func chooseLanguage(_ tag: String) {
        if let language = site.templates.languages[tag] { self.language = language }
    }

    /// The language of a tag, of those that the site speaks: for a mail to somebody else.
    public func language(_ tag: String?) -> Language? { tag.flatMap { site.templates.languages[$0] } }

    /// The cookie of a visitor's own choice.
    public static let languageCookie = "language"

    /// The language that `Accept-Language` asks for; the site's default where it asks for none of the site's.
    public var languageOfBrowser: Language { site.templates.negotiation.language(for: request.headers[.acceptLanguage]) }

    private var negotiatedLanguage: Language {
        if request.headers.contains(.cookie), let tag = cookie(Self.languageCookie), let language = language(tag) {
            return language
        }
        return languageOfBrowser
    }

    /// A text for the next page that is shown to this visitor.
    public func flash(_ text: Text, _ category: Flash.Category = .info) { flash(language.string(text), category) }
}
