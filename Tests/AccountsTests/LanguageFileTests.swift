import Foundation
import Testing

@testable import Accounts
@testable import Web

/// The language files that come with the program, the templates and the code: whatever one of them names is in the others.
@Suite("The language files")
struct LanguageFileTests {
    private static let folder = TestSite.root + "/Templates"
    private static let tags = ["de", "en", "es", "fr", "zh"]

    private static func file(_ tag: String) throws -> LanguageFile {
        let path = "\(folder)/languages/\(tag).txt"
        return try LanguageFile(tag: tag, file: path, text: String(contentsOfFile: path, encoding: .utf8))
    }

    /// Templates by name.
    private static func templates() throws -> [(name: String, text: String)] {
        try files(below: folder, ".mustache").map { ($0, try String(contentsOfFile: "\(folder)/\($0)", encoding: .utf8)) }
    }

    private static func files(below folder: String, _ suffix: String) throws -> [String] {
        try FileManager.default.subpathsOfDirectory(atPath: folder).filter { $0.hasSuffix(suffix) }.sorted()
    }

    @Test("no text is missing, unknown, empty, or has other placeholders than in English", arguments: tags)
    func complete(tag: String) throws {
        let (english, own) = (try Self.file("en"), try Self.file(tag))
        let comparison = LanguageComparison(tag, own.texts, with: english.texts)
        #expect(comparison.missing == [] && comparison.unknown == [] && comparison.different == [])
        #expect(own.texts.filter { $0.value.parts.isEmpty }.keys.sorted() == [])
    }

    @Test("languages are told apart: hardly a text is the same as in English", arguments: tags.filter { $0 != "en" })
    func translated(tag: String) throws {
        let english = try Self.file("en").texts
        let same = try Self.file(tag).texts.filter { key, text in english[key] == text && "\(text)".contains(" ") }
        // Names and placeholders alone, and words that two languages share.
        #expect(same.count < english.count / 10, "\(same.keys.sorted())")
        let forgotten = same.filter { key, text in
            text.parts.contains { if case .text(let words) = $0 { words.split(separator: " ").count > 3 } else { false } }
        }
        #expect(forgotten.keys.sorted() == [])
    }

    @Test("every text is named by a template or by the code, and every name is a text")
    func used() throws {
        let english = try Self.file("en").texts
        var named: Set<String> = []
        for template in try Self.templates() {
            for match in template.text.matches(of: /\{\{\{?@([a-z0-9._-]+)\}/) { named.insert(String(match.1)) }
        }
        for name in try Self.files(below: TestSite.root + "/Sources", ".swift") {
            let source = try String(contentsOfFile: "\(TestSite.root)/Sources/\(name)", encoding: .utf8)
            let code = source.split(separator: "\n").filter { !$0.drop { $0 == " " }.hasPrefix("//") }.joined(separator: "\n")
            // Examples in comments are not said, and a name that ends with a dot is the beginning of several.
            for match in code.matches(of: /\bText\(\s*"([a-z0-9.-]*[a-z0-9-])"/) { named.insert(String(match.1)) }
            for match in code.matches(of: /"((?:device|language|field)\.[a-z-]+)"/) { named.insert(String(match.1)) }
            // What a declaration names: a label, a scope.
            for match in code.matches(of: /"@([a-z-]+\.[a-z-]+)"/) { named.insert(String(match.1)) }
        }
        named.formUnion(AuditAction.allCases.map { "audit." + $0.rawValue.replacing(" ", with: "-") })
        named.formUnion(ErrorWords.own.keys.flatMap { ["error.\($0).title", "error.\($0).message"] })
        named.formUnion(["error.client.title", "error.server.title"])
        let fields = [
            AccountForm.Field.username, .email, .password, .retypePassword, .oldPassword, .newPassword, .newUsername, .newEmail,
            .code, .passkeyName,
        ]
        named.formUnion(fields.map { "field." + $0.name.replacing("_", with: "-") })
        // A field's label can be the site's own.
        #expect(named.subtracting(english.keys).sorted() == [])
        #expect(Set(english.keys).subtracting(named).sorted() == [])
    }

    @Test("templates hold no words of their own: only the names of tags, attributes and variables")
    func bareWords() throws {
        for template in try Self.templates() {
            var text = template.text.replacing(/\{\{\{?[^}]*\}?\}\}/, with: "")
            // What people read of attributes; the others name things.
            for match in text.matches(of: /(?:aria-label|alt|title|placeholder)="([^"]*)"/) {
                let hasWords = match.1.contains { $0.isLetter }
                #expect(!hasWords, "\(template.name): \(match.1)")
            }
            text = text.replacing(/<[^>]*>/, with: "").replacing("&amp;", with: "")
            let hasWords = text.contains { $0.isLetter }
            #expect(!hasWords, "\(template.name): \(text.filter { !$0.isWhitespace })")
        }
    }

    @Test("what the code brings along for the command line is what English says")
    func standIns() throws {
        let english = Language(tag: "en", texts: try Self.file("en").texts)
        let texts = Texts()
        let names: [UsernameRules.Problem] = [.missing, .tooShort, .tooLong, .badCharacters]
        let passwords: [PasswordRules.Problem] = [
            .missing, .tooShort(minimum: 8), .tooLong, .badCharacters, .common, .sameAsUsername, .missingKinds,
        ]
        let errors = [
            ErrorTexts.tooLarge(9), ErrorTexts.crowded, ErrorTexts.unreachable, ErrorTexts.busy, ErrorTexts.unknown,
            ErrorTexts.stale,
            ErrorTexts.foreignForm, ErrorTexts.staleForm,
        ]
        for text in names.map(texts.problem) + passwords.map(texts.problem) + errors + [texts.moment(1_800_000_000)] {
            #expect(Language.inCode.string(text) == english.string(text))
        }
        for (status, words) in ErrorWords.own {
            #expect(english.string(Text("error.\(status).title")) == words.title)
            #expect(english.string(Text("error.\(status).message")) == words.message)
        }
        for action in AuditAction.allCases { #expect(english.string(texts.deed(action.rawValue)) == action.rawValue) }
    }

    @Test("times and spans of time are written as each language does")
    func times() throws {
        let texts = Texts()
        let cases = [
            ("en", "2027-01-15 08:00 UTC", "an hour", "2 hours"), ("de", "15.01.2027, 08:00 UTC", "eine Stunde", "2 Stunden"),
            ("fr", "15/01/2027 à 08:00 UTC", "une heure", "2 heures"),
            ("es", "15/01/2027 a las 08:00 UTC", "una hora", "2 horas"),
            ("zh", "2027年01月15日 08:00 UTC", "1 小时", "2 小时"),
        ]
        for (tag, moment, hour, hours) in cases {
            let language = Language(tag: tag, texts: try Self.file(tag).texts)
            #expect(language.string(texts.moment(1_800_000_000)) == moment)
            #expect(language.string(texts.duration(7200)) == hours)
            #expect(language.string(Text("duration.hours", ["count": 1])) == hour)
        }
    }
}
