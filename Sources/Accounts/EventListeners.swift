import Logging
import Synchronization
import Web

/// Who listens to what. Filled while the site is put together; shared by all copies of its ``Accounts``.
final class EventListeners: Sendable {
    private typealias Listener = @Sendable (any Sendable) async throws -> Void
    private let listeners = Mutex<[String: [Listener]]>([:])

    func add<Payload>(_ event: AccountEvent<Payload>, _ listener: @escaping @Sendable (Payload) async throws -> Void) {
        listeners.withLock { listeners in
            listeners[event.name, default: []].append { payload in
                if let payload = payload as? Payload { try await listener(payload) }
            }
        }
    }

    func tell<Payload>(_ event: AccountEvent<Payload>, _ payload: Payload, logger: @autoclosure () -> Logger) async {
        for listener in listeners.withLock({ $0[event.name] ?? [] }) {
            do {
                try await listener(payload)
            } catch {
                logger().error("a listener failed", metadata: ["event": "\(event.name)", "error": "\(error)"])
            }
        }
    }
}

extension Accounts {
    /// Listens to what happens to accounts.
    public func on<Payload>(
        _ event: AccountEvent<Payload>, _ listener: @escaping @Sendable (Payload) async throws -> Void
    ) {
        listeners.add(event, listener)
    }

    /// Tells the listeners what has become durable.
    func tell<Payload>(_ event: AccountEvent<Payload>, _ payload: Payload, in context: Context) async {
        AccountMetrics.note(event.name)
        await listeners.tell(event, payload, logger: context.logger)
    }
}
