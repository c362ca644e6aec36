import CLinux
import Foundation
import HTTP
import HTTPServer
import HTTPTypes
import Testing

@Suite struct LifecycleTests {
    @Test("Stopping answers what is in flight, closes what is idle, and takes nobody new")
    func graceful() async throws {
        let entered = Gate()
        let gate = Gate()
        let handler: Handler = { _ in
            entered.open()
            await gate.passed()
            return .text("late")
        }
        try await withServer(handler: handler) { address, server in
            let idle = try RawClient(address)
            let busy = try RawClient(address)
            try await busy.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
            await entered.passed()
            async let stopped: Void = server.stop()
            #expect(try await idle.readToEnd() == "")
            #expect(throws: RawClient.Failure.self) { try RawClient(address) }
            gate.open()
            let answer = try await busy.readToEnd()
            #expect(answer.contains("\r\nConnection: close\r\n") && answer.hasSuffix("late"))
            await stopped
        }
    }

    @Test("The wait has a bound, and a second stop does not wait", arguments: [true, false])
    func cut(bySecondStop: Bool) async throws {
        let entered = Gate()
        let handler: Handler = { _ in
            entered.open()
            try? await Task.sleep(for: .seconds(600))
            return .text("never")
        }
        try await withServer({ $0.gracePeriod = bySecondStop ? 600 : 0.1 }, handler: handler) { address, server in
            let client = try RawClient(address)
            try await client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
            await entered.passed()
            async let first: Void = server.stop()
            if bySecondStop { await server.stop() }
            await first
            await #expect(throws: RawClient.Failure.self) { try await client.answer() }
        }
    }

    @Test("A server that is not running stops at once, and starts only once")
    func states() async throws {
        let server = Server([.tcp(host: "127.0.0.1", port: 0)], logger: quiet, handler: echo)
        await server.stop()
        await #expect(throws: ServerError.alreadyStarted) { try await server.start() }
        try await withServer(handler: echo) { _, server in
            await #expect(throws: ServerError.alreadyStarted) { try await server.start() }
        }
    }

    @Test("A port that is taken is said to be, with what to do")
    func portTaken() async throws {
        try await withServer(handler: echo) { address, _ in
            let second = Server([address], logger: quiet, handler: echo)
            let error = await #expect(throws: ServerError.addressInUse(address)) { try await second.start() }
            guard case .tcp(_, let port) = address else { return }
            #expect(error?.description == "port \(port) on 127.0.0.1 is in use: stop the other program or set PORT")
        }
    }

    @Test("What is no address is said to be none")
    func badAddresses() async throws {
        let foreign = ListenAddress.tcp(host: "203.0.113.1", port: 0)
        await #expect(throws: ServerError.addressNotAvailable(foreign)) {
            try await Server([foreign], logger: quiet, handler: echo).start()
        }
        let long = "/tmp/" + String(repeating: "x", count: 200)
        let error = await #expect(throws: ServerError.self) {
            try await Server([.unix(path: long)], logger: quiet, handler: echo).start()
        }
        #expect(error?.description.contains("1 to 107 bytes") == true)
    }

    @Test("It listens on IPv6")
    func ipv6() async throws {
        try await withServer(on: .tcp(host: "::1", port: 0), handler: { .text($0.connection.peerAddress) }) { address, _ in
            let client = try RawClient(address)
            try await client.send("GET / HTTP/1.1\r\nHost: [::1]\r\n\r\n")
            #expect(try await client.answer().body == "::1")
        }
    }

    @Test("It listens on a Unix socket, takes over a stale one, and leaves none behind")
    func unixSocket() async throws {
        let path = FileManager.default.temporaryDirectory.appending(path: "satchel-\(UUID()).sock").path
        try await withServer(on: .unix(path: path), handler: { .text($0.connection.peerAddress) }) { address, _ in
            let client = try RawClient(address)
            try await client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
            #expect(try await client.answer().body == path)
            var status = stat()
            #expect(stat(path, &status) == 0 && status.st_mode & 0o777 == 0o660)
            await #expect(throws: ServerError.addressInUse(address)) {
                try await Server([address], logger: quiet, handler: echo).start()
            }
        }
        #expect(!FileManager.default.fileExists(atPath: path))
        try leaveStaleSocket(path)
        try await withServer(on: .unix(path: path), handler: echo) { address, _ in
            let client = try RawClient(address)
            try await client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
            #expect(try await client.answer().status == 200)
        }
        try Data().write(to: URL(filePath: path))
        defer { try? FileManager.default.removeItem(atPath: path) }
        await #expect(throws: ServerError.badSocketPath(path, reason: "there is a file of that name")) {
            try await Server([.unix(path: path)], logger: quiet, handler: echo).start()
        }
    }

    private func leaveStaleSocket(_ path: String) throws {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: Array(path.utf8)) }
        let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        let code = withUnsafePointer(to: address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        try #require(code == 0)
    }
}
