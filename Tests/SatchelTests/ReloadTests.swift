import Foundation
import Testing

@testable import Satchel

@Suite("Reloading")
struct ReloadTests {
    @Test("what is written below a folder is noticed, in new folders too; what is read is not")
    func watch() throws {
        let folder = try TemporaryFolder()
        try FileManager.default.createDirectory(atPath: folder.path + "/a", withIntermediateDirectories: true)
        try folder.write("1", to: "a/one")
        try folder.write("1", to: "file")
        let watch = try FolderWatch(
            [folder.path + "/a", folder.path + "/missing"], files: [folder.path + "/file", folder.path + "/new"])
        #expect(try !watch.hasChanged())
        _ = try folder.read("a/one")
        try folder.write("2", to: "beside")
        #expect(try !watch.hasChanged())
        try folder.write("2", to: "a/one")
        #expect(try watch.hasChanged())
        #expect(try !watch.hasChanged())
        try FileManager.default.createDirectory(atPath: folder.path + "/a/b", withIntermediateDirectories: true)
        #expect(try watch.hasChanged())
        try folder.write("1", to: "a/b/two")
        #expect(try watch.hasChanged())
        try folder.write("1", to: "new")
        #expect(try watch.hasChanged())
    }

    @Test("the first migration is noticed, which makes its folder")
    func firstMigration() throws {
        let folder = try TemporaryFolder()
        let watch = try FolderWatch([], files: [folder.path + "/Migrations"])
        #expect(try !watch.hasChanged())
        try FileManager.default.createDirectory(atPath: folder.path + "/Migrations", withIntermediateDirectories: true)
        #expect(try watch.hasChanged())
    }

    @Test("a child's end is told, by a code or a signal, and one that does not listen is made to end")
    func child() async throws {
        let refused = try await ChildProcess(["sh", "-c", "exit 3"]).wait()
        let killed = try await ChildProcess(["sh", "-c", "kill -9 $$"]).wait()
        #expect("\(refused)" == "with 3" && "\(killed)" == "by signal 9 (Killed)")
        let deaf = try ChildProcess(["sh", "-c", "trap '' TERM; while :; do sleep 0.05; done"])
        await deaf.stop(patience: .milliseconds(200))
        #expect(kill(deaf.id, 0) == -1)
        #expect(throws: StartError.self) { try ChildProcess(["/nonexistent/program"]) }
    }

    @Test("without a package there is nothing to reload")
    func noPackage() async throws {
        let folder = try TemporaryFolder()
        let server = ReloadingServer(folder: folder.path, product: "site", buildOptions: [], serveOptions: [])
        let error = await #expect(throws: StartError.self) { try await server.run() }
        #expect(error?.description.contains("Package.swift") == true)
    }
}
