import Foundation
import Synchronization
import TestServices
import Testing

@testable import ObjectStore

@Suite("Credentials, as AWS's tools find them")
struct CredentialTests {
    /// Nothing but what a test gives: no files of this machine, no metadata service.
    private func environment(_ values: [String: String] = [:]) throws -> [String: String] {
        let folder = try temporaryFolder()
        let alone = ["HOME": folder, "AWS_EC2_METADATA_DISABLED": "true"]
        return alone.merging(values) { $1 }
    }

    private func write(_ text: String) throws -> String {
        let path = try temporaryFolder() + "/file"
        try text.write(toFile: path, atomically: true, encoding: .utf8)
        return path
    }

    private func load(_ values: [String: String]) async throws -> Credentials? {
        try await CredentialChain(environment: try environment(values), region: "us-east-1").load()
    }

    private func failure(_ values: [String: String]) async throws -> StoreError {
        let error = try #require(await #expect(throws: StoreError.self) { _ = try await load(values) })
        #expect(error.kind == .noCredentials)
        return error
    }

    @Test("The environment's keys come first, with their session token")
    func fromEnvironment() async throws {
        let found = try await load([
            "AWS_ACCESS_KEY_ID": "ID", "AWS_SECRET_ACCESS_KEY": "S", "AWS_SESSION_TOKEN": "T",
            "AWS_SHARED_CREDENTIALS_FILE": try write("[default]\naws_access_key_id = F\naws_secret_access_key = F"),
        ])
        #expect(found == Credentials(accessKeyID: "ID", secretAccessKey: "S", sessionToken: "T"))
        #expect(try await failure(["AWS_ACCESS_KEY_ID": "ID"]).message.contains("belong together"))
    }

    @Test("Nothing is set: the error says what to set")
    func nothing() async throws {
        #expect(try await load([:]) == nil)
        let cache = CredentialCache(try CredentialChain(environment: try environment(), region: "r"), now: { 0 })
        let error = await #expect(throws: StoreError.self) { try await cache.current() }
        #expect(error?.kind == .noCredentials)
        #expect(error?.message.contains("AWS_ACCESS_KEY_ID") == true)
    }

    @Test("Profiles come from both files, and the credentials file wins", arguments: ["default", "work"])
    func profiles(name: String) async throws {
        let credentials = try write(
            """
            # keys
            [default]
            aws_access_key_id = DEFAULT
            aws_secret_access_key=d/+=

            [work]
            aws_access_key_id = WORK
            aws_secret_access_key = w
            aws_session_token = t
            """)
        let config = try write(
            "[default]\nregion = eu-west-1\n[profile work]\nregion = eu-north-1\naws_access_key_id = OTHER\ns3 =\n  addressing_style = path\n"
        )
        let values = ["AWS_SHARED_CREDENTIALS_FILE": credentials, "AWS_CONFIG_FILE": config, "AWS_PROFILE": name]
        let found = try await load(values)
        #expect(found?.accessKeyID == name.uppercased())
        #expect(found?.secretAccessKey == (name == "work" ? "w" : "d/+="))
        let configuration = try S3Configuration(environment: try environment(values))
        #expect(configuration.region == (name == "work" ? "eu-north-1" : "eu-west-1"))
    }

    @Test("The files are looked for below the home folder")
    func home() async throws {
        let home = try temporaryFolder()
        try FileManager.default.createDirectory(atPath: home + "/.aws", withIntermediateDirectories: false)
        try "[default]\naws_access_key_id=H\naws_secret_access_key=h\n"
            .write(toFile: home + "/.aws/credentials", atomically: true, encoding: .utf8)
        #expect(try await load(["HOME": home])?.accessKeyID == "H")
    }

    @Test("A profile that is not there, or asks for what is not supported, is an error that says so")
    func unsupportedProfiles() async throws {
        #expect(try await failure(["AWS_PROFILE": "nobody"]).message.contains("nobody"))
        let config = try write("[profile a]\nrole_arn = arn\nsource_profile = b\n[profile b]\nsso_session = s\n")
        #expect(try await failure(["AWS_CONFIG_FILE": config, "AWS_PROFILE": "a"]).message.contains("role_arn"))
        #expect(try await failure(["AWS_CONFIG_FILE": config, "AWS_PROFILE": "b"]).message.contains("sso_session"))
    }

    @Test("A profile's program prints keys")
    func process() async throws {
        let json =
            #"{"Version": 1, "AccessKeyId": "P", "SecretAccessKey": "s", "SessionToken": "t", "Expiration": "2030-01-02T03:04:05Z"}"#
        let config = try write("[default]\ncredential_process = cat \(try write(json))\n")
        let found = try await load(["AWS_CONFIG_FILE": config])
        #expect(found == Credentials(accessKeyID: "P", secretAccessKey: "s", sessionToken: "t", expiration: 1_893_553_445))
        let failing = try write("[default]\ncredential_process = exit 3\n")
        #expect(try await failure(["AWS_CONFIG_FILE": failing]).message.contains("exit 3"))
    }

    @Test("Container, web identity and instance give keys that end")
    func endpoints() async throws {
        let service = try await Service("credentials.py")
        let url = try service.url
        let container = [
            "AWS_CONTAINER_CREDENTIALS_FULL_URI": url + "/container",
            "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE": try write("container-secret\n"),
        ]
        let identity = [
            "AWS_WEB_IDENTITY_TOKEN_FILE": try write("web-token"), "AWS_ROLE_ARN": "arn:aws:iam::1:role/web",
            "AWS_ENDPOINT_URL_STS": url + "/sts",
        ]
        let instance = ["AWS_EC2_METADATA_DISABLED": "false", "AWS_EC2_METADATA_SERVICE_ENDPOINT": url + "/"]
        for (values, place) in [(container, "CONTAINER"), (identity, "IDENTITY"), (instance, "INSTANCE")] {
            let found = try #require(try await load(values))
            #expect(found.accessKeyID.hasPrefix(place + "-"))
            #expect(found.sessionToken?.hasPrefix("token ") == true)
            #expect(try #require(found.expiration) > 1_750_000_000)
        }
        var wrong = container
        wrong["AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE"] = try write("wrong")
        #expect(try await failure(wrong).status == 404)
        var refused = identity
        refused["AWS_WEB_IDENTITY_TOKEN_FILE"] = try write("stolen")
        #expect(try await failure(refused).status == 400)
    }

    @Test("Many who ask at once share one fetch")
    func singleFlight() async throws {
        let service = try await Service("credentials.py")
        let chain = try CredentialChain(
            environment: try environment([
                "AWS_CONTAINER_CREDENTIALS_FULL_URI": try service.url + "/container",
                "AWS_CONTAINER_AUTHORIZATION_TOKEN": "container-secret",
            ]), region: "r")
        let cache = CredentialCache(chain, now: { Int(Date().timeIntervalSince1970) })
        let found = try await withThrowingTaskGroup(of: Credentials.self) { group in
            for _ in 0..<20 { group.addTask { try await cache.current() } }
            return try await group.reduce(into: Set()) { $0.insert($1) }
        }
        #expect(found.count == 1)
        let first = try #require(found.first)
        await cache.discard(first)
        #expect(try await cache.current() != first)
    }

    /// Gives new keys at each call, or fails.
    final class Source: CredentialSource {
        let calls = Mutex(0)
        let failsAfter: Int
        init(failsAfter: Int = .max) { self.failsAfter = failsAfter }

        func load() async throws(StoreError) -> Credentials? {
            let call = calls.withLock {
                $0 += 1
                return $0
            }
            if call > failsAfter { throw StoreError(.noCredentials, "gone") }
            return Credentials(accessKeyID: "\(call)", secretAccessKey: "s", expiration: call * 1000)
        }
    }

    @Test("Keys are fetched anew five minutes before they end")
    func renewed() async throws {
        let clock = Mutex(0)
        let cache = CredentialCache(Source(), now: { clock.withLock { $0 } })
        #expect(try await cache.current().accessKeyID == "1")
        clock.withLock { $0 = 699 }
        #expect(try await cache.current().accessKeyID == "1")
        clock.withLock { $0 = 700 }
        #expect(try await cache.current().accessKeyID == "2")
    }

    @Test("A fetch that fails early leaves the old keys in use until they end")
    func failingRenewal() async throws {
        let clock = Mutex(0)
        let cache = CredentialCache(Source(failsAfter: 1), now: { clock.withLock { $0 } })
        _ = try await cache.current()
        clock.withLock { $0 = 999 }
        #expect(try await cache.current().accessKeyID == "1")
        clock.withLock { $0 = 1000 }
        await #expect(throws: StoreError.self) { try await cache.current() }
    }

    @Test(
        "Without TLS, container credentials come only from addresses that stay on the machine",
        arguments: [
            ("https://example.com/x", true), ("http://127.0.0.1:8080/x", true), ("http://127.9.9.9/x", true),
            ("http://localhost/x", true), ("http://[::1]:80/x", true), ("http://169.254.170.2/x", true),
            ("http://169.254.170.23/v1/credentials", true), ("http://[fd00:ec2::23]/v1", true), ("http://example.com/x", false),
            ("http://127.0.0.1.example.com/x", false), ("http://169.254.169.254/x", false),
            ("http://127.0.0.1@example.com/", false),
            ("http://127.0.0/x", false), ("file:///etc/passwd", false), ("", false),
        ])
    func allowedHosts(url: String, isAllowed: Bool) {
        #expect(ContainerCredentials.isAllowed(url) == isAllowed)
    }

    @Test("Secrets are not printed")
    func redacted() {
        let keys = Credentials(accessKeyID: "ID", secretAccessKey: "SECRET", sessionToken: "TOKEN")
        var dumped = ""
        dump(keys, to: &dumped)
        for text in ["\(keys)", String(reflecting: keys), dumped] {
            #expect(!text.contains("SECRET") && !text.contains("TOKEN") && text.contains("ID"))
        }
    }

    @Test("Region, endpoint and checksums come from the environment")
    func settings() throws {
        let plain = try S3Configuration(environment: try environment())
        #expect(plain.region == "us-east-1" && plain.endpoint == nil && plain.sendsChecksums && plain.checksDownloads)
        let set = try S3Configuration(
            environment: try environment([
                "AWS_DEFAULT_REGION": "a", "AWS_REGION": "b", "AWS_ENDPOINT_URL": "http://x", "AWS_ENDPOINT_URL_S3": "http://y",
                "AWS_REQUEST_CHECKSUM_CALCULATION": "when_required", "AWS_RESPONSE_CHECKSUM_VALIDATION": "WHEN_REQUIRED",
            ]))
        #expect(set.region == "b" && set.endpoint == "http://y" && !set.sendsChecksums && !set.checksDownloads)
    }
}
