import Foundation
import Mail
import TestServices
import Testing

@Suite("Sending by a real SMTP server")
struct SMTPMailerTests {
    /// What the server noted of a mail.
    struct Facts: Decodable {
        let from, helo: String
        let to: [String]
        let tls: Bool
        let user: String?
    }

    private static func configuration(
        _ service: Service, _ encryption: SMTPConfiguration.Encryption, user: String? = nil, password: String? = nil,
        trusted: Bool = true
    ) throws -> SMTPConfiguration {
        SMTPConfiguration(
            server: "localhost", port: Int(try service.fact("PORT")), encryption: encryption, username: user, password: password,
            authorities: trusted && encryption != .none ? try service.fact("CA") : nil)
    }

    private static func stored(_ number: Int, _ service: Service) throws -> (facts: Facts, mail: String) {
        let path = try service.fact("DIR") + "/" + String(repeating: "0", count: 3) + "\(number)"
        let facts = try JSONDecoder().decode(Facts.self, from: Data(contentsOf: URL(filePath: path + ".json")))
        return (facts, String(decoding: try Data(contentsOf: URL(filePath: path + ".eml")), as: UTF8.self))
    }

    private static func isStored(_ number: Int, _ service: Service) throws -> Bool {
        FileManager.default.fileExists(atPath: try service.fact("DIR") + "/000\(number).eml")
    }

    @Test("hands over exactly the message, several over one connection, dots at line starts included")
    func plain() async throws {
        let service = try await Service("smtp.py")
        let mailer = SMTPMailer(try Self.configuration(service, .none))
        for number in 1...3 {
            let message = try MailMessageTests.message(text: ".\n..two\nnumber \(number)\n")
            try await mailer.send(message)
            let (facts, mail) = try Self.stored(number, service)
            #expect(mail.utf8.elementsEqual(String(decoding: message.bytes, as: UTF8.self).utf8))
            #expect(facts.from == "site@example.org")
            #expect(facts.to == ["ada@example.net"])
            #expect(facts.helo == "example.org")
            #expect(!facts.tls)
        }
    }

    @Test(
        "speaks TLS and signs in, by STARTTLS and from the first byte",
        arguments: [("starttls", SMTPConfiguration.Encryption.startTLS), ("starttls", .ifOffered), ("implicit", .implicit)])
    func encrypted(_ tls: String, _ encryption: SMTPConfiguration.Encryption) async throws {
        let service = try await Service("smtp.py", "--tls", tls, "--auth", "site:a pass,word")
        let mailer = SMTPMailer(try Self.configuration(service, encryption, user: "site", password: "a pass,word"))
        try await mailer.send(try MailMessageTests.message())
        let facts = try Self.stored(1, service).facts
        #expect(facts.tls)
        #expect(facts.user == "site")
    }

    @Test("says that user name and password were refused, and will try again: that can be mended")
    func wrongPassword() async throws {
        let service = try await Service("smtp.py", "--tls", "starttls", "--auth", "site:right")
        let mailer = SMTPMailer(try Self.configuration(service, .startTLS, user: "site", password: "wrong"))
        let error = await #expect(throws: MailError.self) { try await mailer.send(try MailMessageTests.message()) }
        #expect(error?.kind == .temporary)
        #expect(error?.description.contains("refused user name and password") == true)
        #expect(try !Self.isStored(1, service))
    }

    @Test("gives no mail and no password to a server whose certificate nobody vouches for", arguments: ["starttls", "implicit"])
    func badCertificate(_ tls: String) async throws {
        let service = try await Service("smtp.py", "--tls", tls, "--bad-certificate")
        let mailer = SMTPMailer(try Self.configuration(service, tls == "implicit" ? .implicit : .startTLS))
        let error = await #expect(throws: MailError.self) { try await mailer.send(try MailMessageTests.message()) }
        #expect(error?.kind == .temporary)
        #expect(error?.description.contains("certificate is not believed") == true)
        #expect(try !Self.isStored(1, service))
    }

    @Test("believes no certificate of an authority that it was not given")
    func unknownAuthority() async throws {
        let service = try await Service("smtp.py", "--tls", "starttls")
        let mailer = SMTPMailer(try Self.configuration(service, .startTLS, trusted: false))
        await #expect(throws: MailError.self) { try await mailer.send(try MailMessageTests.message()) }
        #expect(try !Self.isStored(1, service))
    }

    @Test("sends nothing in plain where TLS is asked for and not offered")
    func noTLS() async throws {
        let service = try await Service("smtp.py")
        let mailer = SMTPMailer(
            SMTPConfiguration(server: "localhost", port: Int(try service.fact("PORT")), encryption: .startTLS))
        let error = await #expect(throws: MailError.self) { try await mailer.send(try MailMessageTests.message()) }
        #expect(error?.kind == .temporary)
        #expect(error?.description.contains("offers no TLS") == true)
        #expect(try !Self.isStored(1, service))
    }

    struct Refusal: Sendable, CustomTestStringConvertible {
        let rule: String
        let kind: MailError.Kind
        let code: Int?
        var testDescription: String { rule }
    }

    @Test(
        "tells what may succeed later from what never will",
        arguments: [
            Refusal(rule: "mail=451@1", kind: .temporary, code: 451), Refusal(rule: "rcpt=450@1", kind: .temporary, code: 450),
            Refusal(rule: "rcpt:ada@example.net=550@1", kind: .permanent, code: 550),
            Refusal(rule: "mail=553@1", kind: .permanent, code: 553), Refusal(rule: "data=452@1", kind: .temporary, code: 452),
            Refusal(rule: "data=554@1", kind: .permanent, code: 554),
        ])
    func refusals(_ refusal: Refusal) async throws {
        let service = try await Service("smtp.py", "--fail", refusal.rule)
        let mailer = SMTPMailer(try Self.configuration(service, .none))
        let error = await #expect(throws: MailError.self) { try await mailer.send(try MailMessageTests.message()) }
        #expect(error?.kind == refusal.kind)
        #expect(error?.code == refusal.code)
        #expect(error?.description.contains("refused by rule") == true)
        try await mailer.send(try MailMessageTests.message())
        #expect(try Self.isStored(1, service))
    }

    @Test("says so where the server took the mail and the answer was lost")
    func lostAnswer() async throws {
        let service = try await Service("smtp.py", "--fail", "drop@1")
        let mailer = SMTPMailer(try Self.configuration(service, .none))
        let message = try MailMessageTests.message()
        let error = await #expect(throws: MailError.self) { try await mailer.send(message) }
        #expect(error?.kind == .outcomeUnknown)
        try await mailer.send(message)
        // The same id both times: a mailbox can tell that it has the mail already.
        #expect(try Self.stored(1, service).mail == Self.stored(2, service).mail)
    }

    @Test("is a temporary failure where nobody listens")
    func unreachable() async throws {
        let mailer = SMTPMailer(SMTPConfiguration(server: "127.0.0.1", port: 1, encryption: .none))
        let error = await #expect(throws: MailError.self) { try await mailer.send(try MailMessageTests.message()) }
        #expect(error?.kind == .temporary)
    }
}
