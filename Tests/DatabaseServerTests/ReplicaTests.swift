import Database
import DatabaseMySQL
import DatabasePostgres
import Glibc
import Synchronization
import TestDatabases
import Testing

/// Reads where the replica is of no use; `PostgresTests` and `MariaDBTests` have one that is.
@Suite struct ReplicaTests {
    private func engine(_ kind: TestDatabase, replica port: UInt16) async throws -> any DatabaseEngine {
        let address = "app:secret@127.0.0.1:\(port)/app?connect_timeout=1"
        guard kind == .postgres else {
            return try MySQLEngine(
                try await TestDatabase.mariadbURL(), replica: ServerURL("mysql://" + address), logger: TestDatabase.logger)
        }
        return try PostgresEngine(
            try await TestDatabase.postgresURLs().primary, replica: ServerURL("postgresql://" + address),
            logger: TestDatabase.logger)
    }

    @Test(
        "a replica that says nothing: the primary is read, and does not wait for it again and again",
        arguments: [TestDatabase.postgres, .mariadb])
    func silent(_ kind: TestDatabase) async throws {
        let silent = try SilentServer()
        let engine = try await engine(kind, replica: silent.port)
        let begin = ContinuousClock.now
        for _ in 0..<20 {
            let one: Int? = try await engine.read { try $0.scalar("SELECT 1") }
            #expect(one == 1)
        }
        // Each wait is a second, and five are between two; a busy machine may take longer than that for twenty reads.
        let rests = Int((ContinuousClock.now - begin) / .seconds(5))
        #expect((1...1 + rests).contains(silent.connections()))
        await engine.close()
    }

    @Test("a replica at a port where nobody listens: the primary is read", arguments: [TestDatabase.postgres, .mariadb])
    func refused(_ kind: TestDatabase) async throws {
        let engine = try await engine(kind, replica: 1)
        for _ in 0..<3 {
            let one: Int? = try await engine.read { try $0.scalar("SELECT 1") }
            #expect(one == 1)
        }
        await engine.close()
    }

    @Test("a statement that takes too long on the replica is not begun again on the primary")
    func tooLong() async throws {
        let engine = try await TestDatabase.postgres.open("statement_timeout=0.2", replica: true)
        let attempts = Atomic(0)
        let error = await #expect(throws: DatabaseError.self) {
            try await engine.read { transaction in
                attempts.add(1, ordering: .relaxed)
                _ = try transaction.query("SELECT pg_sleep(20)")
            }
        }
        #expect(error?.kind == .unavailable(retryAfter: nil))
        #expect(attempts.load(ordering: .relaxed) == 1)
        await engine.close()
    }
}

/// A port that takes connections and never says a word.
private final class SilentServer: Sendable {
    private let socket: Int32
    let port: UInt16

    struct Failed: Error {}

    init() throws {
        socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue) | O_NONBLOCK | O_CLOEXEC, 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let (descriptor, size) = (socket, length)
        let isThere = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                bind(descriptor, address, size) == 0 && listen(descriptor, 100) == 0
                    && getsockname(descriptor, address, &length) == 0
            }
        }
        port = UInt16(bigEndian: address.sin_port)
        guard isThere else { throw Failed() }
    }

    deinit { close(socket) }

    /// How many have come since the last call.
    func connections() -> Int {
        var count = 0
        while true {
            let one = accept(socket, nil, nil)
            guard one >= 0 else { return count }
            close(one)
            count += 1
        }
    }
}
