import CPostgres
import Database
import Dispatch
import Logging

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Hears from the server that there are tasks (`LISTEN`), whichever program has added them: so nobody has to ask again and again.
///
/// A connection of its own, for as long as anybody waits for news. While it is lost those who wait look for themselves; when it is
/// there again they look once, for what was told meanwhile.
///
/// The socket is watched by a descriptor of our own. libpq closes its own as soon as it reads the end, while the source still stands for
/// that number; the next connection's socket gets the number again, and Dispatch, which takes the two for one, never tells of it.
///
/// Why `@unchecked Sendable`: everything that changes is touched on `queue` alone.
final class PostgresListener: @unchecked Sendable {
    private let configuration: PostgresConfiguration
    private let news: CommitNews
    private let logger: Logger
    private let queue = DispatchQueue(label: "postgres-listener")

    private var isAttended = false
    private var connection: PostgresConnection?
    private var source: (any DispatchSourceRead)?
    /// Only what was told of this one matters.
    private var schema = ""
    private var failures = 0

    private static let lookEvery = 10.0

    init(_ configuration: PostgresConfiguration, news: CommitNews, logger: Logger) {
        self.configuration = configuration.withKeepalives
        self.news = news
        self.logger = logger
    }

    /// Begins or ends to listen; returns at once.
    func attend(_ isAttended: Bool) {
        queue.async {
            self.isAttended = isAttended
            if isAttended { self.open() } else { self.drop() }
        }
    }

    private func open() {
        guard isAttended, connection == nil else { return }
        do throws(DatabaseError) {
            let connection = try PostgresConnection(configuration)
            try connection.control("LISTEN satchel_tasks")
            schema = try connection.control("SELECT current_schema()").scalar ?? ""
            try watch(connection)
            failures = 0
            news.setLookEvery(nil)
            tell()
            // What came along with the answers is not told by the socket again.
            hear()
        } catch {
            failures += 1
            if failures == 1 {
                logger.warning(
                    "the database server's notices are not heard: tasks are looked for every \(Int(Self.lookEvery)) seconds meanwhile",
                    metadata: ["error": "\(error)"])
            }
            queue.asyncAfter(deadline: .now() + min(Double(failures), Self.lookEvery)) { self.open() }
        }
    }

    private func watch(_ connection: PostgresConnection) throws(DatabaseError) {
        let socket = fcntl(PQsocket(connection.handle), F_DUPFD_CLOEXEC, 0)
        guard socket >= 0 else {
            throw DatabaseError(.unavailable(retryAfter: 1), "no descriptor is left for the server's notices")
        }
        self.connection = connection
        let source = DispatchSource.makeReadSource(fileDescriptor: socket, queue: queue)
        source.setEventHandler { self.hear() }
        source.setCancelHandler { close(socket) }
        self.source = source
        source.resume()
    }

    private func hear() {
        guard let handle = connection?.handle else { return }
        let isThere = PQconsumeInput(handle) == 1 && PQstatus(handle) == CONNECTION_OK
        var isOurs = false
        while let notice = PQnotifies(handle) {
            if let told = notice.pointee.extra, String(cString: told) == schema { isOurs = true }
            PQfreemem(notice)
        }
        if isOurs { tell() }
        guard !isThere else { return }
        drop()
        queue.async { self.open() }
    }

    private func tell() { news.tell(.here(topic: TaskQueue.topic)) }

    private func drop() {
        guard let connection, let source else { return }
        (self.connection, self.source) = (nil, nil)
        source.cancel()
        connection.close()
        news.setLookEvery(Self.lookEvery)
        tell()
    }
}
