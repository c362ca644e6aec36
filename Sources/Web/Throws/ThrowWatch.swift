// A Swift error carries no stack, and where it is caught the stack of its throw is gone. The runtime calls a hook at every `throw`
// (`_swift_willThrow`, and `_swift_willThrowTypedImpl` for typed ones; swift-testing uses them too), so in development the stack is
// noted there: some microseconds a throw. It is made readable only when an error page shows it.
//
// By `backtrace` (backtrace(3)), which goes by the tables for unwinding. Swift's own `Backtrace.capture` follows frame pointers, and C
// code, which has none, leaves anything in their place at the beginning of a thread: it ended processes by reading what is not there.
//
// Builds for release have none of this, nor has a program that links Swift statically: the hooks are found by name in
// libswiftCore.so, and where they are not there nothing is noted.

#if DEBUG && os(Linux)
    import CLinux
    import Glibc
    import Synchronization

    /// Notes where errors are thrown: the last 64 of the process, on whatever thread.
    enum ThrowWatch {
        private struct Throw: Sendable {
            /// Kept alive, so that nothing else gets its address.
            let error: any Error
            /// Of its box; `nil` of a typed one, which is in no box yet.
            let address: UInt?
            /// In the code, the innermost first.
            let addresses: [UInt]
            let time: ContinuousClock.Instant
        }

        /// The pointer to a box, and no more; an `any Error` by itself would be opened, and what is in its box be cast.
        private struct Boxed { let error: any Error }

        private typealias Hook = @convention(c) (UnsafeMutableRawPointer) -> Void
        private typealias TypedHook = @convention(c) (UnsafeMutableRawPointer, UnsafeRawPointer, UnsafeRawPointer) -> Void

        private static let kept = 64
        private static let deepest = 64
        private static let throwsOfLate = Mutex<[Throw]>([])
        /// What was in the hooks' places before: it is called too.
        private static let hookBefore = Atomic<UInt>(0)
        private static let typedHookBefore = Atomic<UInt>(0)

        /// Once per process.
        static func start() { _ = started }

        private static let started: Void = {
            let hook: Hook = { box in
                ThrowWatch.noteBoxed(box)
                let before = hookBefore.load(ordering: .relaxed)
                if before != 0 { unsafeBitCast(before, to: Hook.self)(box) }
            }
            let typedHook: TypedHook = { value, type, conformance in
                ThrowWatch.noteTyped(value, type)
                let before = typedHookBefore.load(ordering: .relaxed)
                if before != 0 { unsafeBitCast(before, to: TypedHook.self)(value, type, conformance) }
            }
            if let before = set("_swift_willThrow", unsafeBitCast(hook, to: UInt.self)) {
                hookBefore.store(before, ordering: .relaxed)
            }
            if let before = set("_swift_willThrowTypedImpl", unsafeBitCast(typedHook, to: UInt.self)) {
                typedHookBefore.store(before, ordering: .relaxed)
            }
        }()

        /// The hooks are `std::atomic` pointers to functions: of a word's size and layout, as `Atomic<UInt>` is.
        private static func set(_ name: String, _ hook: UInt) -> UInt? {
            dlsym(nil, name)?.assumingMemoryBound(to: Atomic<UInt>.self).pointee.exchange(hook, ordering: .acquiringAndReleasing)
        }

        private static func noteBoxed(_ box: UnsafeMutableRawPointer) {
            // An `any Error` is the pointer to its box; the copy retains it.
            note(unsafeBitCast(box, to: Boxed.self).error, at: UInt(bitPattern: box))
        }

        private static func noteTyped(_ value: UnsafeMutableRawPointer, _ type: UnsafeRawPointer) {
            guard let type = unsafeBitCast(type, to: Any.Type.self) as? any Error.Type else { return }
            func load<Failure: Error>(_: Failure.Type) -> any Error { value.assumingMemoryBound(to: Failure.self).pointee }
            note(load(type), at: nil)
        }

        private static func note(_ error: any Error, at address: UInt?) {
            // These are answers: no page shows where they were thrown.
            guard !(error is HTTPError), !(error is Refusal) else { return }
            let isKnown = address != nil && throwsOfLate.withLock { $0.contains { $0.address == address } }
            // Thrown again by who caught it: the first place is the one that tells.
            guard !isKnown else { return }
            let addresses = here()
            // What falls out is released behind the lock: that may run code of anybody's.
            _ = throwsOfLate.withLock { list in
                list.append(Throw(error: error, address: address, addresses: addresses, time: .now))
                return list.count > kept ? list.removeFirst() : nil
            }
        }

        private static func here() -> [UInt] {
            var frames = [UnsafeMutableRawPointer?](repeating: nil, count: deepest)
            let count = Int(backtrace(&frames, Int32(deepest)))
            // They are where calls return to: one byte before is in the call, whose line it is.
            return frames[..<count].compactMap { $0.map { UInt(bitPattern: $0) - 1 } }
        }

        /// The ways to where this error was thrown, each as addresses in the code, the innermost first; none where that was not noted. It
        /// may have been thrown on another thread and, in another box, where that was waited for: the newest come first, and errors of
        /// its type that said the same just before are taken for it.
        static func ways(to error: any Error) -> [[UInt]] {
            let address = unsafeBitCast(Boxed(error: error), to: UInt.self)
            let text = "\(error)"
            let alike = throwsOfLate.withLock { $0 }.reversed().filter {
                $0.address == address || type(of: $0.error) == type(of: error) && "\($0.error)" == text
            }
            guard let newest = alike.first(where: { $0.address == address }) ?? alike.first else { return [] }
            let before = alike.filter { (.zero ... .seconds(1)).contains(newest.time - $0.time) && $0.address != newest.address }
            return ([newest] + before).prefix(4).map(\.addresses)
        }
    }
#else
    /// Needs a debug build on Linux.
    enum ThrowWatch {
        static func start() {}
        static func ways(to error: any Error) -> [[UInt]] { [] }
    }
#endif
