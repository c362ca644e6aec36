import Foundation
import HTTPServer

/// A folder of certificates and keys that is gone with its last owner.
final class CertificateFolder: Sendable {
    let path = FileManager.default.temporaryDirectory.appending(path: "satchel-certificates-\(UUID())").path

    init(_ certificates: [TestCertificate] = TestCertificate.allCases) throws {
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        for certificate in certificates {
            try write(certificate.certificate, to: "\(certificate.rawValue).pem")
            try write(certificate.key, to: "\(certificate.rawValue).key")
        }
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    func file(_ name: String) -> String { "\(path)/\(name)" }

    func write(_ text: String, to name: String) throws {
        try Data(text.utf8).write(to: URL(filePath: file(name)), options: .atomic)
    }

    func pair(_ certificate: TestCertificate) -> TLSConfiguration.Pair {
        .init(certificatePath: file("\(certificate.rawValue).pem"), keyPath: file("\(certificate.rawValue).key"))
    }
}
