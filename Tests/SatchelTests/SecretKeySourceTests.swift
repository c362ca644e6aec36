import Foundation
import Testing

@testable import Satchel

@Suite("SECRET_KEY")
struct SecretKeySourceTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func source(_ environment: [String: String] = [:]) -> SecretKeySource {
        SecretKeySource(settings: Settings(environment: environment, directory: folder.path))
    }

    @Test("a development run makes one, keeps it for itself in .env, and says where")
    func made() throws {
        var said: [String] = []
        _ = try source().keys { said.append($0) }
        let key = try #require(DotEnv(text: try folder.read(".env")).variables["SECRET_KEY"])
        #expect(key.count >= 43)
        #expect(said.count == 1 && said[0].contains("/.env") && !said[0].contains(key))
        let attributes = try FileManager.default.attributesOfItem(atPath: folder.path + "/.env")
        #expect(attributes[.posixPermissions] as? Int == 0o600)
        #expect(Settings(environment: [:], directory: folder.path).secretKeys == [key])
    }

    @Test("a start in a folder that is no site's leaves none behind")
    func wrongFolder() async {
        let app = App(Settings(environment: ["LOG_LEVEL": "critical"], directory: folder.path))
        #expect(await app.run(["serve"]) == 1)
        #expect(throws: (any Error).self) { try folder.read(".env") }
    }

    @Test("what .env held stays, also without a newline at its end")
    func appended() throws {
        try folder.write("PORT=8080", to: ".env")
        _ = try source().keys { _ in }
        let settings = Settings(environment: [:], directory: folder.path)
        #expect(settings.port == 8080 && settings.secretKeys.count == 1)
    }

    @Test("of two programs that start at once the second takes the key of the first")
    func twice() throws {
        let second = source()
        _ = try source().keys { _ in }
        _ = try second.keys { _ in }
        #expect(try folder.read(".env").components(separatedBy: "SECRET_KEY=").count == 2)
    }

    @Test("a production run refuses, and says how to make one")
    func production() throws {
        let error = #expect(throws: StartError.self) { try source(["SATCHEL_ENV": "production"]).keys { _ in } }
        #expect(error?.description.contains("satchel secret") == true)
        #expect(!FileManager.default.fileExists(atPath: folder.path + "/.env"))
    }

    @Test("a short one is refused without being shown")
    func short() {
        let error = #expect(throws: (any Error).self) { try source(["SECRET_KEY": "hunter2"]).keys { _ in } }
        #expect(error.map { !StartError.wording(of: $0).contains("hunter2") } == true)
    }

    @Test("in a folder that can't be written the run has a key of its own, and says what that means")
    func unwritable() throws {
        let settings = Settings(environment: [:], directory: folder.path + "/missing")
        var said: [String] = []
        _ = try SecretKeySource(settings: settings).keys { said.append($0) }
        #expect(said.count == 1 && said[0].contains("sessions end with this process"))
    }
}
