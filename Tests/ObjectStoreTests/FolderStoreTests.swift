import Foundation
import Testing

@testable import ObjectStore

@Suite("The folder store")
struct FolderStoreTests {
    @Test(
        "No key leads out of the folder, to a hidden file or to another key's file",
        arguments: [
            ("site.sqlite", "site.sqlite"), ("a/b", "a/b"), ("../x", "%2E./x"), ("/etc/passwd", "%/etc/passwd"),
            ("a//b", "a/%/b"), ("a/", "a/%"), (".lock", "%2Elock"), ("a/..", "a/%2E."), ("a%2Fb", "a%252Fb"), ("é", "%C3%A9"),
        ])
    func paths(key: String, path: String) throws {
        #expect(try FolderKey.path(of: key) == path)
        #expect(FolderKey.key(of: path) == key)
    }

    @Test("A file that no key could have made is no object", arguments: ["é", "a b", "%2f", "%", "x%", "%FF"].dropFirst(0))
    func foreignFiles(path: String) {
        let key = FolderKey.key(of: path)
        #expect(key == nil || key == "")
    }

    @Test("A folder that is not there is a missing bucket, for every call, and is not made")
    func missingFolder() async throws {
        let path = NSTemporaryDirectory() + "satchel-\(UUID().uuidString)"
        let store = FolderStore(path)
        for call: @Sendable () async throws -> Void in [
            { _ = try await store.get("x", range: nil, unless: nil) },
            { _ = try await store.head("x") },
            { try await store.put("x", "y") },
            { try await store.delete("x") },
            { _ = try await store.list(prefix: "") },
        ] {
            let error = await #expect(throws: StoreError.self) { try await call() }
            #expect(error?.kind == .noSuchBucket)
            #expect(error?.message == "The folder \(path) does not exist. Make it, or name another one.")
        }
        #expect(!FileManager.default.fileExists(atPath: path))
    }

    @Test("A key beside another that has it as its folder is refused in words")
    func nested() async throws {
        let store = FolderStore(try temporaryFolder())
        try await store.put("a/b", "1")
        let error = await #expect(throws: StoreError.self) { try await store.put("a", "2") }
        #expect(error?.kind == .refused)
        #expect(try await store.object("a/b").bytes == bytes("1"))
        #expect(try await store.get("a", range: nil, unless: nil).isMissing)
    }

    @Test("Nothing is left beside the objects, and a file put there by hand is one")
    func clean() async throws {
        let path = try temporaryFolder()
        let store = FolderStore(path)
        try await store.put("x", "1")
        try await store.put("x", "2")
        #expect(try FileManager.default.contentsOfDirectory(atPath: path).sorted() == [".lock", "x"])
        try "by hand".write(toFile: path + "/y", atomically: false, encoding: .utf8)
        #expect(try await store.object("y").bytes == bytes("by hand"))
        #expect(try await store.list(prefix: "").map(\.key) == ["x", "y"])
    }

    @Test("Two stores over one folder exclude each other")
    func twoStores() async throws {
        let path = try temporaryFolder()
        let stores = (0..<8).map { _ in FolderStore(path) }
        let wins = try await withThrowingTaskGroup(of: Int.self) { group in
            for store in stores {
                group.addTask { (try? await store.put("x", "\(UUID())", if: .absent)) == nil ? 0 : 1 }
            }
            return try await group.reduce(0, +)
        }
        #expect(wins == 1)
    }
}
