import HTTP
import HTTPTypes
import TestSupport
import Testing

@testable import Web

@Suite("Languages")
struct LanguageTests {
    private static func language(_ tag: String, _ texts: String) throws -> Language {
        Language(tag: tag, texts: try LanguageFile(tag: tag, file: "x.txt", text: texts).texts)
    }

    // MARK: Texts

    @Test("a text shows its arguments, plurals by the language's categories")
    func plurals() throws {
        let text = "m = {n, plural, =0 {none} one {# mail} few {# maily} many {# mailów} other {# mails}} for {name}"
        let cases: [(tag: String, number: Int, words: String)] = [
            ("en", 0, "none"), ("en", 1, "1 mail"), ("en", 2, "2 mails"), ("fr", 1, "1 mail"), ("fr", 2, "2 mails"),
            ("zh", 1, "1 mails"), ("pl", 1, "1 mail"), ("pl", 3, "3 maily"), ("pl", 12, "12 mailów"), ("pl", 22, "22 maily"),
            ("ru", 21, "21 mail"), ("ru", 11, "11 mailów"), ("ru", 4, "4 maily"), ("pt-BR", 1, "1 mail"),
            ("cs", 4, "4 maily"), ("cs", 5, "5 mails"), ("ar", 3, "3 maily"), ("ar", 11, "11 mailów"), ("ar", 100, "100 mails"),
        ]
        for (tag, number, words) in cases {
            let language = try Self.language(tag, text)
            let said = language.string(Text("m", ["n": .number(number), "name": "Ada"]))
            #expect(said == "\(words) for Ada", "\(tag) \(number)")
        }
    }

    @Test("texts are nested, said as they are, or stood in for")
    func kinds() throws {
        let german = try Self.language("de", "wait = Warten: {time}\nmin = {count, plural, one {eine Minute} other {# Minuten}}")
        #expect(german.string(Text("wait", ["time": .nested(Text("min", ["count": 3]))])) == "Warten: 3 Minuten")
        #expect(german.string(Text(verbatim: "{x}")) == "{x}")
        #expect(german.string(Text("gone", or: "English")) == "English")
        #expect(german.string(Text("gone")) == "gone")
        #expect(german.string(Text(declared: "@min")) != "@min" && german.string(Text(declared: "min")) == "min")
    }

    @Test(
        "digits are grouped as the language writes 12,345",
        arguments: [
            ("12,345", 1_234_567, "1,234,567"), ("12.345", 12_345, "12.345"), ("12 345", 1_234, "1234"),
            ("12 345", -99_999, "-99 999"),
        ])
    func digits(example: String, number: Int, written: String) throws {
        let language = try Self.language("xx", "language.number = \(example)\nn = {n, number}")
        #expect(language.string(Text("n", ["n": .number(number)])) == written)
    }

    @Test(
        "a line that can't be read is told with its place",
        arguments: [
            ("a = 1\nb", "key = text"), ("\n# x\nA = 1", "is no key"), ("a = 1\nb = 2\na = 3", "above already"),
            ("a = {", "not closed"),
            ("a = {x y}", "no placeholder"), ("a = }", "closes nothing"), ("a = {n, plural, one {x}}", "\"other\""),
            ("a = {n, date}", "only number and plural"), ("a = {n, plural, some {x} other {y}}", "no plural form"),
            ("a = {n, plural, other {x}", "not closed"),
        ])
    func malformed(text: String, words: String) {
        let error = #expect(throws: TemplateError.self) { try LanguageFile(tag: "en", file: "en.txt", text: text) }
        #expect(error?.description.contains(words) == true, "\(error?.description ?? "")")
        #expect(error?.line == text.split(separator: "\n", omittingEmptySubsequences: false).count)
    }

    // MARK: Which language

    @Test(
        "Accept-Language is answered by lookup (RFC 4647 3.4)",
        arguments: [
            (nil, "en"), ("", "en"), ("de", "de"), ("DE-at", "de"), ("de-AT, en", "de"), ("pt, fr;q=0.8", "fr"),
            ("pt-BR", "pt-BR"),
            ("pt-br-x-y", "pt-BR"), ("pt-PT", "en"), ("it, *", "en"), ("it, *;q=0.5, de;q=0.1", "en"),
            ("en;q=0.2, de;q=0.9", "de"),
            ("de;q=0, fr", "fr"), ("zh-Hans-CN", "zh"), ("zh-a-DE", "zh"), (";;,,=", "en"), ("de;q=nonsense, fr", "fr"),
            ("fr, de", "fr"), (String(repeating: "x", count: 600) + ", de", "en"),
        ] as [(String?, String)])
    func lookup(field: String?, tag: String) throws {
        let files = try ["en", "de", "fr", "pt-BR", "zh"].map { try LanguageFile(tag: $0, file: "\($0).txt", text: "a = \($0)") }
        let negotiation = LanguageNegotiation(try Languages(files, default: "en"))
        #expect(negotiation.language(for: field).tag == tag)
        #expect(negotiation.language(for: field).tag == tag, "remembered")
    }

    @Test("the settings choose the default, and what is offered")
    func offered() throws {
        let files = try ["en", "de", "fr"].map { try LanguageFile(tag: $0, file: "\($0).txt", text: "a = \($0)") }
        let languages = try Languages(files, default: "de", offered: ["fr", "DE"])
        #expect(languages.all.map(\.tag) == ["de", "fr"])
        #expect(LanguageNegotiation(languages).language(for: "en").tag == "de")
        #expect(throws: TemplateError.self) { try Languages(files, default: "it") }
        #expect(throws: TemplateError.self) { try Languages(files, default: "en", offered: ["it"]) }
    }

    @Test("what a language lacks is stood in for by the default, then by English, and told")
    func standIns() throws {
        let files = try [("en", "a = A\nb = B {x}\nc = C"), ("de", "a = Ä\nc = D"), ("fr", "b = {y}\nd = z")].map {
            try LanguageFile(tag: $0, file: "\($0).txt", text: $1)
        }
        let languages = try Languages(files, default: "de")
        #expect(languages["fr"]?.string(Text("a")) == "Ä")
        #expect(languages["de"]?.string(Text("b", ["x": "1"])) == "B 1")
        #expect(
            languages.warnings == [
                "languages/de.txt lacks b: another language stands in",
                "languages/fr.txt lacks a, c: another language stands in",
                "languages/fr.txt has d, which no other language has",
                "languages/fr.txt has other placeholders than the default language in b",
            ])
    }

    // MARK: Pages

    private static let files = [
        "languages/en.txt":
            "hello = Hello <strong>{name}</strong> & <i>co</i>\nn = {count, plural, one {one} other {# things}}\nonly = English",
        "languages/de.txt":
            "hello = Hallo <strong>{name}</strong>\nn = {count, plural, one {eins} other {# Dinge}}\nonly = Deutsch",
        "languages/site/de.txt": "only = Unseres",
    ]

    private func site(_ mode: SiteEnvironment.Mode = .production, _ settings: LanguageSettings = LanguageSettings()) throws
        -> TestSite
    {
        try TestSite(
            mode,
            templates: [
                "page": "{{<frame}}{{$in}}{{@hello}} {{@n}} {{text}}{{/in}}{{/frame}}",
                "frame": "<p lang={{language}}>{{$in}}{{/in}} {{@only}}</p>",
                "mail": "{{{@hello}}}",
            ], texts: Self.files
        ) { site in
            site.get("/") { context in
                Page("page", ["name": "<Ada>", "count": 2, "text": Text("only")])
            }
            site.get("/mail") { context in try await context.render("mail", ["name": "<Ada>"], in: context.language("de")) }
            site.get("/plain") { _ in "no words" }
        } configure: {
            $0.languages = settings
        }
    }

    @Test("a page comes in the visitor's language, in the site's own words where it has some, and says that it varies")
    func pages() async throws {
        let site = try site()
        let english = await site.send(.get, "/")
        #expect(
            english.text
                == "<p lang=en>Hello <strong>&lt;Ada&gt;</strong> &amp; &lt;i&gt;co&lt;/i&gt; 2 things English English</p>")
        #expect(english.headers[.vary]?.contains("Accept-Language") == true)
        let german = await site.send(.get, "/", [("Accept-Language", "de-AT")])
        #expect(german.text == "<p lang=de>Hallo <strong>&lt;Ada&gt;</strong> 2 Dinge Unseres Unseres</p>")
        let byCookie = await site.send(.get, "/", [("Accept-Language", "en"), ("Cookie", "language=de")])
        #expect(byCookie.text == german.text)
        let unknown = await site.send(.get, "/", [("Accept-Language", "de"), ("Cookie", "language=../x")])
        #expect(unknown.text == german.text)
        #expect(await site.send(.get, "/mail").text == "Hallo <strong><Ada></strong>")
        #expect(await site.send(.get, "/plain").headers[.vary] == nil)
    }

    @Test("error pages come in it too")
    func errors() async throws {
        let german = try TestSite(texts: [
            "languages/de.txt": "error.404.title = Weg\nerror.404.message = Nichts hier", "languages/en.txt": "a = b",
        ])
        let answer = await german.send(.get, "/gone", [("Accept-Language", "de"), ("Accept", "application/json")])
        #expect(answer.text.contains("\"title\":\"Weg\"") && answer.text.contains("Nichts hier"))
        #expect(await german.send(.get, "/gone").text.contains("Not found"))
        let page = await german.send(.get, "/gone", [("Accept-Language", "de")])
        #expect(page.text.contains("<html lang=\"de\">") && page.text.contains("Weg"))
    }

    @Test("a text that no language has stops the start, with the template's place")
    func missing() throws {
        let error = #expect(throws: TemplateError.self) {
            try TestSite(templates: ["page": "fine\n{{@hello}} {{@gone.title}}"], texts: Self.files)
        }
        #expect(error?.description.hasSuffix("page.mustache:2: there is no text \"gone.title\" in languages/en.txt") == true)
    }

    @Test("the start tells what is missing; a language that is no language stops it")
    func told() throws {
        let site = try TestSite(texts: ["languages/en.txt": "a = A\nb = B", "languages/it.txt": "a = Ah"])
        #expect(site.log.all.contains { $0.contains("languages/it.txt lacks b") })
        #expect(throws: TemplateError.self) { try TestSite(texts: ["languages/german words.txt": "a = b"]) }
    }

    @Test("in development an edited text shows at once")
    func edited() async throws {
        let site = try site(.development)
        #expect(await site.send(.get, "/", [("Accept-Language", "de")]).text.contains("Unseres"))
        try site.write("Templates/languages/site/de.txt", "only = Neu, länger")
        #expect(await site.send(.get, "/", [("Accept-Language", "de")]).text.contains("Neu, länger"))
        try site.write("Templates/languages/fr.txt", "only = Français")
        #expect(await site.send(.get, "/", [("Accept-Language", "fr")]).text.contains("Français"))
    }
}
