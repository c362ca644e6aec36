/// The database servers that all tests of a process share. Each test makes a database of its own.
public actor DatabaseService {
    /// Facts: `URL`, `SOCKET`, `CA`, `CONTROL`, `REPLICA_URL`.
    public static let postgres = DatabaseService("postgres.py", "--replica")

    /// Facts: `URL`, `SOCKET`, `CA`.
    public static let mariadb = DatabaseService("mariadb.py")

    /// Another one with a replica, which no test changes for the others. Facts: `URL`, `SOCKET`, `CA`, `REPLICA_URL`.
    public static let mariadbWithReplica = DatabaseService("mariadb.py", "--replica")

    private let script: String
    private let argument: String?
    private var start: Task<Service, any Error>?

    private init(_ script: String, _ argument: String? = nil) {
        self.script = script
        self.argument = argument
    }

    /// The server, started at the first call.
    public func service() async throws -> Service {
        let start =
            start
            ?? Task { [script, argument] in
                if let argument { try await Service(script, argument) } else { try await Service(script) }
            }
        self.start = start
        return try await start.value
    }
}
