/// Runs asynchronous code that never really waits to its end, on the caller's thread and without its other jobs.
///
/// Why `@unchecked Sendable`: it is used by the one thread that runs it.
final class InlineExecutor: TaskExecutor, @unchecked Sendable {
    private var ready: [UnownedJob] = []

    func enqueue(_ job: consuming ExecutorJob) { ready.append(UnownedJob(job)) }

    static func run<Success: Sendable>(_ body: @escaping @Sendable () async -> Success) -> Success {
        let executor = InlineExecutor()
        let result = Box<Success>()
        _ = Task(executorPreference: executor) { result.value = await body() }
        while let job = executor.ready.popLast() { job.runSynchronously(on: executor.asUnownedTaskExecutor()) }
        guard let value = result.value else { fatalError("the code waits for something") }
        return value
    }

    /// Why `@unchecked Sendable`: as above.
    private final class Box<Value>: @unchecked Sendable { var value: Value? }
}
