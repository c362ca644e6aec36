import Foundation
import HTTP
import HTTPServer
import Logging
import Synchronization
import Testing

@Suite struct CertificateTests {
    @Test(
        "Each name gets its certificate, an unknown one and none at all the first",
        arguments: [
            ("localhost", "localhost"), ("other.test", "other.test"), ("www.other.test", "other.test"),
            ("OTHER.test", "other.test"), ("a.b.other.test", "localhost"), ("unknown.test", "localhost"), (nil, "localhost"),
        ] as [(String?, String)])
    func serverNames(name: String?, certificate: String) async throws {
        try await withSecureServer([.localhost, .other]) { address, _, _ in
            let client = try await RawClient.secure(address, TLSClient.Options(serverName: name))
            #expect(try await client.tls(\.certificateName) == certificate)
            try await client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
            #expect(try await client.answer().status == 200)
        }
    }

    /// Asks for the certificate until it is `name`, or the test's time is over.
    private func awaitCertificate(_ name: String, at address: ListenAddress) async throws {
        while try await RawClient.secure(address).tls(\.certificateName) != name { await Task.yield() }
    }

    @Test("Changed files are used without a restart; open connections go on", .timeLimit(.minutes(5)))
    func changedFiles() async throws {
        try await withSecureServer([.localhost], { $0.tls?.refreshInterval = 0.02 }) { address, folder, _ in
            let client = try await RawClient.secure(address)
            #expect(try await client.tls(\.certificateName) == "localhost")
            try folder.write(TestCertificate.renewed.key, to: "localhost.key")
            try folder.write(TestCertificate.renewed.certificate, to: "localhost.pem")
            try await awaitCertificate("renewed", at: address)
            try await client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
            #expect(try await client.answer().status == 200)
        }
    }

    @Test("A reload reads the files at once, however long the interval is", .timeLimit(.minutes(5)))
    func reload() async throws {
        try await withSecureServer([.localhost], { $0.tls?.refreshInterval = 100_000 }) { address, folder, server in
            #expect(try await RawClient.secure(address).tls(\.certificateName) == "localhost")
            try folder.write(TestCertificate.renewed.key, to: "localhost.key")
            try folder.write(TestCertificate.renewed.certificate, to: "localhost.pem")
            server.reloadCertificates()
            try await awaitCertificate("renewed", at: address)
        }
    }

    @Test("A new file that can't be used is complained of once, and the old certificate stays until the next good one")
    func badNewFile() async throws {
        let folder = try CertificateFolder()
        let log = LogLines()
        var configuration = ServerConfiguration()
        configuration.tls = TLSConfiguration(pairs: [folder.pair(.localhost)])
        configuration.tls?.refreshInterval = 0
        let server = Server(
            [.tcp(host: "127.0.0.1", port: 0)], configuration: configuration, logger: log.logger, handler: echo)
        let address = try await server.start()[0]
        // The certificate is replaced before its key, as a careless script does.
        try folder.write(TestCertificate.renewed.certificate, to: "localhost.pem")
        while log.lines.isEmpty { _ = try await RawClient.secure(address) }
        for _ in 0..<5 { #expect(try await RawClient.secure(address).tls(\.certificateName) == "localhost") }
        #expect(log.lines.count == 1)
        #expect(log.lines.first?.contains("the old ones stay") == true)
        #expect(log.lines.first?.contains("does not belong to the first certificate") == true)
        try folder.write(TestCertificate.renewed.key, to: "localhost.key")
        try await awaitCertificate("renewed", at: address)
        await server.stop()
    }

    @Test("A pair that can't be used stops the start, with words that help")
    func words() async throws {
        let folder = try CertificateFolder()
        try folder.write(TestCertificate.lockedKey, to: "locked.key")
        try folder.write("no PEM", to: "empty.pem")
        let good = folder.pair(.localhost)
        let cases: [(String, String, String)] = [
            (folder.file("missing.pem"), good.keyPath, "missing.pem can't be read (No such file or directory): set TLS_CERT and"),
            (good.certificatePath, folder.file("missing.key"), "missing.key can't be read (No such file or directory): set TLS"),
            (folder.file("empty.pem"), good.keyPath, "empty.pem holds no certificate to use (no PEM found): TLS_CERT is"),
            (good.certificatePath, folder.file("empty.pem"), "empty.pem holds no private key to use ("),
            (good.certificatePath, folder.file("locked.key"), "locked.key has a passphrase, and nobody is there to type it"),
            (good.certificatePath, folder.pair(.other).keyPath, "other.test.key does not belong to the first certificate in "),
            (good.keyPath, good.certificatePath, "localhost.key holds no certificate to use ("),
        ]
        for (certificate, key, words) in cases {
            var configuration = ServerConfiguration()
            configuration.tls = TLSConfiguration(pairs: [.init(certificatePath: certificate, keyPath: key)])
            let server = Server(
                [.tcp(host: "127.0.0.1", port: 0)], configuration: configuration, logger: quiet, handler: echo)
            let error = await #expect(throws: TLSError.self) { try await server.start() }
            #expect(error?.description.contains(words) == true, "\(error?.description ?? "")")
        }
    }
}

/// What was logged as a warning or worse.
final class LogLines: Sendable {
    private let kept = Mutex<[String]>([])
    var lines: [String] { kept.withLock(\.self) }

    var logger: Logger {
        Logger(label: "test") { _ in Handler(lines: self) }
    }

    private struct Handler: LogHandler {
        let lines: LogLines
        var metadata: Logger.Metadata = [:]
        var logLevel = Logger.Level.warning

        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }

        func log(event: LogEvent) {
            lines.kept.withLock { $0.append("\(event.message) \(event.metadata ?? [:])") }
        }
    }
}
