import FoundationEssentials
import Glibc
import HTTP
import HTTPTypes
import Secrets
import Synchronization
import TestSupport
import Testing

@testable import Web

@Suite("Uploads") struct UploadTests {
    private static let type = ("Content-Type", "multipart/form-data; boundary=b")

    private static func part(_ name: String, _ filename: String? = nil, _ content: [UInt8]) -> [UInt8] {
        let file = filename.map { "; filename=\"\($0)\"" } ?? ""
        return Array("--b\r\nContent-Disposition: form-data; name=\"\(name)\"\(file)\r\n\r\n".utf8) + content + Array("\r\n".utf8)
    }

    private static let end = Array("--b--\r\n".utf8)

    /// As it comes from a client: in pieces of a size that fits nothing else.
    private static func stream(_ body: [UInt8], declared: Int? = nil) -> BodyStream {
        let rest = Mutex(body[...])
        return BodyStream(declaredLength: declared) {
            rest.withLock { rest in
                guard !rest.isEmpty else { return nil }
                defer { rest = rest.dropFirst(999) }
                return Array(rest.prefix(999))
            }
        }
    }

    /// Not all alike, and with what looks like a delimiter.
    private static let content = (0..<50_000).map { UInt8(truncatingIfNeeded: $0 / 7) } + Array("\r\n--cb\r\n".utf8)

    private func site(
        _ limits: FormLimits = FormLimits(bytes: 100, uploadBytes: 200_000, memoryBytes: 1000),
        _ handler: @escaping @Sendable (Form) async throws -> String
    ) throws -> TestSite {
        try TestSite(
            build: { $0.post("/", options: .stateless) { try await handler(try await $0.form()) } },
            configure: { $0.formLimits = limits })
    }

    @Test("a file above the memory comes whole from the disk, small ones beside it from memory")
    func large() async throws {
        let seen = Mutex<[[UInt8]]>([])
        let site = try site { form in
            for (_, file) in form.files {
                let bytes = try await file.bytes()
                seen.withLock { $0.append(bytes) }
            }
            let part = try await form.file("large")?.bytes(49_995..<50_003) ?? []
            return "\(form["a"] ?? "-") \(form.files.map { "\($0.name) \($0.file.filename) \($0.file.size)" }) \(part)"
        }
        let body =
            Self.part("small", "s", [1, 2]) + Self.part("large", "ü.bin", Self.content) + Self.part("a", nil, [65])
            + Self.part("last", "t", Array(repeating: 3, count: 700)) + Self.end
        let answer = await site.send(.post, "/", [Self.type], stream: Self.stream(body))
        let part = Array(Self.content[49_995..<50_003])
        #expect(answer.text == "A \(["small s 2", "large ü.bin 50008", "last t 700"]) \(part)")
        #expect(seen.withLock(\.self) == [[1, 2], Self.content, Array(repeating: 3, count: 700)])
    }

    @Test("save(to:) makes a whole file, in place of another, and leaves nothing beside it", arguments: [100, 1 << 20])
    func saved(memory: Int) async throws {
        let folder = FileManager.default.temporaryDirectory.path() + "/satchel-upload-" + Randomness.token(bits: 96)
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try Data("old".utf8).write(to: URL(filePath: folder + "/kept"))
        let site = try site(FormLimits(uploadBytes: 200_000, memoryBytes: memory)) { form in
            try await form.file("f")?.save(to: folder + "/kept")
            return "kept"
        }
        let body = Self.part("f", "../../etc/passwd", Self.content) + Self.end
        #expect(await site.send(.post, "/", [Self.type], stream: Self.stream(body)).text == "kept")
        #expect(try Array(Data(contentsOf: URL(filePath: folder + "/kept"))) == Self.content)
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["kept"])
    }

    @Test("a file that can't be saved is an error that names the place, and the visitor is told nothing of it")
    func unsaved() async throws {
        let site = try site { form in
            try await form.file("f")?.save(to: "/no/such/folder/file")
            return "kept"
        }
        let answer = await site.send(.post, "/", [Self.type], stream: Self.stream(Self.part("f", "x", [1]) + Self.end))
        #expect(answer.status == .internalServerError && !answer.text.contains("/no/such"))
        #expect(site.log.all.joined().contains("/no/such/folder/file: No such file or directory"))
    }

    @Test("a disk without room is answered with 507")
    func full() throws {
        let descriptor = open("/dev/full", O_WRONLY)
        defer { close(descriptor) }
        let error = #expect(throws: HTTPError.self) { try OpenFile(descriptor: descriptor, path: "/dev/full").append([1]) }
        #expect(error?.status.code == 507)
    }

    @Test(
        "what is too much is refused with 413, however it comes",
        arguments: [
            part("a", nil, Array(repeating: 65, count: 60)) + part("b", nil, Array(repeating: 65, count: 60)) + end,
            part("f", "f", Array(repeating: 65, count: 200_001)) + end,
            part("f", "f", content) + part("g", "g", content) + part("h", "h", content) + part("i", "i", content) + end,
        ])
    func tooMuch(body: [UInt8]) async throws {
        let site = try site { "\($0.files.count)" }
        #expect(await site.send(.post, "/", [Self.type], stream: Self.stream(body)).status == .contentTooLarge)
    }

    @Test("what is announced as too much is refused before a byte of it is read")
    func announced() async throws {
        let site = try site { "\($0.files.count)" }
        let stream = BodyStream(declaredLength: 200_001) {
            Issue.record("it was read")
            return nil
        }
        #expect(await site.send(.post, "/", [Self.type], stream: stream).status == .contentTooLarge)
    }

    @Test("a body that breaks off is no form")
    func broken() async throws {
        let site = try site { "\($0.files.count)" }
        let body = Self.part("f", "f", Self.content)
        #expect(await site.send(.post, "/", [Self.type], stream: Self.stream(body)).status == .badRequest)
    }

    @Test("a group has limits of its own, and the server takes bodies of that size")
    func group() async throws {
        let handler: Route.Handler = { "\(try await $0.form().file("f")?.size ?? 0)" }
        let build: (inout Site) -> Void = { site in
            site.group("/large", formLimits: FormLimits(uploadBytes: 100 << 20)) { $0.post("/", options: .stateless, handler) }
            site.post("/", options: .stateless, handler)
        }
        let testSite = try TestSite(build: build, configure: { $0.formLimits = FormLimits(uploadBytes: 1000) })
        let body = Self.part("f", "f", Self.content) + Self.end
        #expect(await testSite.send(.post, "/large", [Self.type], stream: Self.stream(body)).text == "50008")
        #expect(await testSite.send(.post, "/", [Self.type], stream: Self.stream(body)).status == .contentTooLarge)
        var site = Site()
        build(&site)
        #expect(site.largestForm == 100 << 20)
    }
}
