import Foundation
import Mail
import Testing

@testable import Accounts
@testable import SatchelTesting

@Suite("Every mail in every language")
struct EveryMailTests {
    static let languages = ["en", "de", "fr", "es", "zh"]

    @Test(
        "is whole: no text is missing, no placeholder is left, and its HTML is well-formed and says its language",
        arguments: languages)
    func whole(language: String) async throws {
        let samples = try await MailSamples.all(in: language, text: "ada.lovelace")
        #expect(samples.count == AccountMail.allCases.count)
        for sample in samples {
            let html = try #require(sample.message.html)
            try keep(html, "\(language)-\(sample.kind)")
            #expect(HTMLCheck.problems(in: html) == [], "\(sample.kind)")
            #expect(html.contains("<html lang=\"\(language)\""), "\(sample.kind)")
            for part in [sample.message.subject, sample.message.text, HTMLScanner(html).visibleText] {
                #expect(!part.isEmpty, "\(sample.kind)")
                // A placeholder, or the name of a text in its place.
                let rest = part.replacing("ada@example.org", with: "")
                #expect(rest.firstMatch(of: /[{}@]|\b(?:mail|duration|field|user)\.[a-z]/) == nil, "\(sample.kind): \(part)")
            }
            // Both parts say the same addresses.
            let links = HTMLScanner(html).links.map(\.reference)
            for line in sample.message.text.split(separator: "\n") where line.hasPrefix("https://") {
                #expect(links.contains(String(line)), "\(sample.kind): \(line)")
            }
        }
    }

    /// For people to look at, in a browser.
    private func keep(_ html: String, _ name: String) throws {
        let folder = TestSite.root + "/.build/mails"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        try Data(html.utf8).write(to: URL(filePath: "\(folder)/\(name).html"))
    }

    @Test("has nothing left of the English one", arguments: languages.filter { $0 != "en" })
    func translated(language: String) async throws {
        let english = try await MailSamples.all(in: "en")
        let own = try await MailSamples.all(in: language)
        // Words that neither German, French nor Spanish has.
        let words: Set<Substring> = ["the", "your", "you", "this", "that", "and", "of", "hours", "days", "account"]
        for (english, own) in zip(english, own) {
            #expect(own.message.subject != english.message.subject, "\(own.kind)")
            let html = HTMLScanner(try #require(own.message.html)).visibleText
            for part in [own.message.subject, own.message.text, html] {
                let left = part.lowercased().split { !$0.isLetter }.filter(words.contains)
                #expect(left.isEmpty, "\(own.kind): \(left) in \(part)")
            }
            let lines = Set(english.message.text.split(separator: "\n").filter { $0.split(separator: " ").count > 2 })
            let same = own.message.text.split(separator: "\n").filter(lines.contains)
            #expect(same.isEmpty, "\(own.kind): \(same)")
        }
    }
}
