import Glibc
import HTTP
import Synchronization

/// The one kept connection to the runtime API, made anew where it turns out dead: a thawed instance may find it so.
///
/// Sendable without a check by the compiler: every method but ``interrupt()`` runs on the queue of ``RuntimeAPI``, which does one
/// piece of work at a time; what ``interrupt()`` touches is under the lock.
final class RuntimeConnection: @unchecked Sendable {
    private let host: String
    private let port: String
    private var socket: RuntimeSocket?
    /// Whose answer is on its way in pieces.
    private var streaming: String?
    private let open = Mutex(Open())

    private struct Open {
        var descriptor: Int32?
        var isWaiting = false
        var isInterrupted = false
    }

    init(host: String, port: String) {
        self.host = host
        self.port = port
    }

    /// Ends a wait for the next event, now and for good, from any thread. An answer that is under way goes on.
    func interrupt() {
        open.withLock { open in
            open.isInterrupted = true
            if open.isWaiting, let descriptor = open.descriptor { shutdown(descriptor, Int32(SHUT_RDWR)) }
        }
    }

    /// A call that waits for as long as the instance lives; `nil` once it is interrupted.
    func wait(_ call: RuntimeCall) throws -> RuntimeReply? {
        let mayWait = open.withLock { open in
            open.isWaiting = !open.isInterrupted
            return open.isWaiting
        }
        guard mayWait else { return nil }
        defer { open.withLock { $0.isWaiting = false } }
        do {
            return try exchange(call)
        } catch {
            if isInterrupted { return nil }
            throw error
        }
    }

    private var isInterrupted: Bool { open.withLock(\.isInterrupted) }

    /// Sends a call and reads its answer. On a kept connection that turns out dead before any byte of the answer it is sent once
    /// more, on a new one.
    func exchange(_ call: RuntimeCall) throws -> RuntimeReply {
        let isKept = socket != nil
        do {
            return try attempt(call)
        } catch {
            disconnect()
            guard isKept, Self.isDead(error) else { throw Self.worded(error) }
        }
        do {
            return try attempt(call)
        } catch {
            disconnect()
            throw Self.worded(error)
        }
    }

    /// Sends the head of a call whose body follows in chunks, the answer to the invocation `id`.
    func begin(_ call: RuntimeCall, of id: String) throws {
        try connected().send(call.head(isChunked: true))
        streaming = id
    }

    /// Goes on with it. Refused for any other invocation than the one that is being answered: its work came too late.
    func write(_ bytes: [UInt8], of id: String) throws {
        guard streaming == id else { throw CancellationError() }
        try connected().send(bytes)
    }

    /// Sends the end and reads what is answered.
    func end(_ bytes: [UInt8], of id: String) throws -> RuntimeReply {
        try write(bytes, of: id)
        streaming = nil
        do {
            return try read(try connected())
        } catch {
            disconnect()
            throw Self.worded(error)
        }
    }

    private func attempt(_ call: RuntimeCall) throws -> RuntimeReply {
        let socket = try connected()
        try socket.send(call.head(isChunked: false) + call.body)
        return try read(socket)
    }

    private func read(_ socket: RuntimeSocket) throws -> RuntimeReply {
        let reply = try RuntimeReply { try socket.receive() }
        if !reply.keepsAlive { disconnect() }
        return reply
    }

    private func connected() throws(LambdaError) -> RuntimeSocket {
        if let socket { return socket }
        let socket = try RuntimeSocket(host: host, port: port)
        self.socket = socket
        open.withLock { open in
            open.descriptor = socket.descriptor
            if open.isWaiting, open.isInterrupted { shutdown(socket.descriptor, Int32(SHUT_RDWR)) }
        }
        return socket
    }

    private func disconnect() {
        open.withLock { $0.descriptor = nil }
        socket = nil
    }

    /// Whether nothing of an answer came.
    private static func isDead(_ error: any Error) -> Bool {
        switch error {
        case RuntimeReply.Malformed.cut(afterBytes: 0), LambdaError.connection: true
        default: false
        }
    }

    private static func worded(_ error: any Error) -> LambdaError {
        switch error {
        case let error as LambdaError: error
        case RuntimeReply.Malformed.cut(let count): .connection("it ended after \(count) bytes of an answer")
        default: .api("an answer that can't be read (\(error))")
        }
    }
}
