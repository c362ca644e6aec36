/// The S3 server that all tests of a process share. Each test makes a bucket of its own.
public actor S3Service {
    /// The one server of this process.
    public static let shared = S3Service()
    private var start: Task<Service, any Error>?

    /// The server, started at the first call. Facts: `URL`, `ACCESS_KEY`, `SECRET_KEY`, `READER_ACCESS_KEY`, `READER_SECRET_KEY`.
    public func service() async throws -> Service {
        let start = start ?? Task { try await Service("s3.py") }
        self.start = start
        return try await start.value
    }
}
