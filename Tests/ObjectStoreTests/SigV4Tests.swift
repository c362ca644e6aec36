import Foundation
import Secrets
import Testing

@testable import ObjectStore

@Suite("Signature Version 4")
struct SigV4Tests {
    struct Vector: Decodable, Sendable, CustomTestStringConvertible {
        let set, name, method, path, body, signature: String
        let query, headers: [[String]]
        var testDescription: String { "\(set): \(name)" }

        static let all: [Vector] = {
            guard let url = Bundle.module.url(forResource: "Vectors/sigv4", withExtension: "json"),
                let data = try? Data(contentsOf: url), let vectors = try? JSONDecoder().decode([Vector].self, from: data)
            else { return [] }
            return vectors
        }()

        /// What AWS's documentation uses.
        var signer: SigV4 {
            let isS3 = set == "s3"
            let credentials = Credentials(
                accessKeyID: isS3 ? "AKIAIOSFODNN7EXAMPLE" : "AKIDEXAMPLE",
                secretAccessKey: isS3 ? "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY" : "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY")
            return SigV4(credentials: credentials, region: "us-east-1", service: isS3 ? "s3" : "service")
        }
    }

    @Test("The vectors are there")
    func vectorsExist() {
        #expect(Vector.all.count == 18)
    }

    @Test("AWS's published signatures come out", arguments: Vector.all)
    func published(vector: Vector) {
        let request = CanonicalRequest(
            method: vector.method, path: vector.path, query: vector.query.map { ($0[0], $0[1]) },
            headers: vector.headers.map { ($0[0], $0[1]) }, payloadHash: Digest.hex(Digest.sha256(Array(vector.body.utf8))))
        let time = AmzTime(dateTime: vector.headers.first { $0[0].lowercased() == "x-amz-date" }?[1] ?? "")
        let authorization = vector.signer.authorization(request, at: time)
        #expect(authorization.hasSuffix(", Signature=\(vector.signature)"), "\(request.text)")
    }

    @Test("The header names scope, signed headers and signature")
    func header() {
        let signer = SigV4(
            credentials: Credentials(accessKeyID: "AKIDEXAMPLE", secretAccessKey: "secret"), region: "eu-north-1", service: "s3")
        let request = CanonicalRequest(
            method: "GET", path: "/", query: [], headers: [("X-Amz-Date", "20150830T123600Z"), ("Host", "a")],
            payloadHash: "UNSIGNED-PAYLOAD")
        let authorization = signer.authorization(request, at: AmzTime(dateTime: "20150830T123600Z"))
        #expect(
            authorization.hasPrefix(
                "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/eu-north-1/s3/aws4_request, "
                    + "SignedHeaders=host;x-amz-date, Signature="))
    }

    @Test("S3's paths are encoded once and keep slashes and dots")
    func paths() {
        #expect(PercentEncoding.path("/a b/ü/../+%$") == "/a%20b/%C3%BC/../%2B%25%24")
        #expect(PercentEncoding.component("a/b") == "a%2Fb")
        #expect(PercentEncoding.query([("b", "2"), ("a", "x y"), ("a", "")]) == "a=&a=x%20y&b=2")
        #expect(PercentEncoding.decode("a%20b+%C3%BC") == "a b ü")
        for broken in ["%", "%2", "%zz", "%FF"] { #expect(PercentEncoding.decode(broken) == nil) }
    }

    @Test("Times are written in UTC")
    func times() {
        #expect(AmzTime(seconds: 1_369_353_600).dateTime == "20130524T000000Z")
        #expect(AmzTime(seconds: 1_440_938_160).dateTime == "20150830T123600Z")
        #expect(AmzTime(seconds: 1_709_210_096).date == "20240229")
    }
}
