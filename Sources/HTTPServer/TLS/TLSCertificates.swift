import CLinux
import Dispatch
import Glibc
import Logging
import Synchronization

/// The certificates that are valid now. Changed files are read anew; files that can't be used change nothing and are complained
/// of once.
///
/// No timer runs: a new connection gives occasion to look, off the loop, at most once in an interval.
final class TLSCertificates: Sendable {
    private struct State {
        var context: TLSContext
        /// The files when they were read, or when reading them failed.
        var files: [FileStamp?]
        /// In the loops' milliseconds.
        var nextLook = 0
    }

    private let configuration: TLSConfiguration
    private let logger: Logger
    private let queue = DispatchQueue(label: "http.certificates")
    private let state: Mutex<State>

    /// Warned of when a certificate has fewer days left.
    private static let daysToWarn = 7

    init(_ configuration: TLSConfiguration, logger: Logger) throws(TLSError) {
        self.configuration = configuration
        self.logger = logger
        let files = Self.stamps(configuration)
        let context = try TLSContext(configuration)
        state = Mutex(State(context: context, files: files))
        warnOfEnd(context)
    }

    /// What a new connection takes.
    /// - Parameter now: the loop's time, in milliseconds.
    func current(now: Int) -> TLSContext {
        let (context, isTime) = state.withLock { state in
            let isTime = now >= state.nextLook
            if isTime { state.nextLook = now + Int(configuration.refreshInterval * 1000) }
            return (state.context, isTime)
        }
        if isTime { queue.async { self.refresh(always: false) } }
        return context
    }

    /// Reads the files anew, changed or not.
    func reload() { queue.async { self.refresh(always: true) } }

    /// On the queue. The stamps are taken first: files that change while they are read are read once more.
    private func refresh(always: Bool) {
        let files = Self.stamps(configuration)
        guard always || files != state.withLock(\.files) else { return }
        do throws(TLSError) {
            let context = try TLSContext(configuration)
            state.withLock { state in
                state.context = context
                state.files = files
            }
            logger.notice("the certificates were read anew", metadata: ["days-left": "\(context.daysLeft)"])
            warnOfEnd(context)
        } catch {
            state.withLock { $0.files = files }
            logger.error("the new certificates can't be used, the old ones stay", metadata: ["error": "\(error)"])
        }
    }

    private func warnOfEnd(_ context: TLSContext) {
        guard context.daysLeft < Self.daysToWarn else { return }
        let what = context.daysLeft < 0 ? "a certificate has ended" : "a certificate ends soon"
        logger.warning("\(what): replace its file", metadata: ["days-left": "\(context.daysLeft)"])
    }

    private static func stamps(_ configuration: TLSConfiguration) -> [FileStamp?] {
        configuration.pairs.flatMap { [FileStamp($0.certificatePath), FileStamp($0.keyPath)] }
    }
}

/// What changes when a file, or the one that a link names, is written or replaced.
private struct FileStamp: Hashable {
    let device: UInt
    let inode: UInt
    let size: Int
    let seconds: Int
    let nanoseconds: Int

    /// `nil` where there is no file.
    init?(_ path: String) {
        var status = stat()
        guard stat(path, &status) == 0 else { return nil }
        device = status.st_dev
        inode = status.st_ino
        size = status.st_size
        seconds = status.st_mtim.tv_sec
        nanoseconds = status.st_mtim.tv_nsec
    }
}
