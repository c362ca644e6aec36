import Glibc
import HTTP
import HTTPServer
import Logging
import Testing

@testable import Satchel

@Suite("A port that is taken")
struct PortHolderTests {
    @Test("the error names the program that has it")
    func named() async throws {
        let server = Server([.tcp(host: "127.0.0.1", port: 0)], logger: Logger(label: "test")) { _ in Response() }
        guard case .tcp(_, let port) = try await server.start()[0] else { return }
        #expect(PortHolder(port: port)?.id == Int(getpid()))
        let words = StartError.wording(of: ServerError.addressInUse(.tcp(host: "127.0.0.1", port: port)))
        #expect(
            words.hasPrefix("port \(port) on 127.0.0.1 is in use by ")
                && words.hasSuffix(" (process \(getpid())): stop it, or set PORT"))
        await server.stop()
        #expect(PortHolder(port: port) == nil)
        #expect(StartError.wording(of: ServerError.addressInUse(.tcp(host: "127.0.0.1", port: port))).hasSuffix("or set PORT"))
    }
}
