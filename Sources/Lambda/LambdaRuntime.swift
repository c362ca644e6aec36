// Lambda: the same handler behind AWS's runtime API ("Using the Lambda runtime API for custom runtimes", AWS Lambda developer
// guide), over one kept connection:
//
//   GET  /2018-06-01/runtime/invocation/next             waits, without a time-out, for the next event
//   POST /2018-06-01/runtime/invocation/ID/response      its answer; streamed where the function is set up so
//   POST /2018-06-01/runtime/invocation/ID/error         the event was none of ours
//   POST /2018-06-01/runtime/init/error                  the site could not start
//
// One invocation at a time: AWS runs further instances for what comes meanwhile. Between two invocations the process is frozen.

public import HTTP
import HTTPTypes
public import Logging

/// Answers Lambda's invocations by a ``HTTP/Handler`` until it is stopped.
public struct LambdaRuntime: Sendable {
    /// How answers go back: as the function is set up.
    public enum InvokeMode: String, Sendable, CaseIterable {
        /// Whole; at most 6 MB of JSON.
        case buffered
        /// As they are made, for a Function URL whose `InvokeMode` is `RESPONSE_STREAM`.
        case responseStream = "response_stream"
    }

    let api: RuntimeAPI
    let configuration: Configuration
    let logger: Logger
    let handler: Handler
    let late = LateWork()
    let afterwards: Afterwards

    /// What is to be done while the process is awake: after an answer, before the next event is asked for. It is told by cancellation when
    /// the time for it is over.
    public typealias Afterwards = @Sendable (_ cause: Cause) async -> Void

    /// What woke the process.
    public enum Cause: Sendable, Hashable {
        /// Somebody's request, who has his answer by now.
        case request
        /// A schedule, or a test event: there is time for what is due.
        case schedule
    }

    /// What can be chosen; times in seconds.
    public struct Configuration: Sendable {
        /// As the function is set up.
        public var mode = InvokeMode.buffered
        /// What is asked of the site for a schedule or a test event: its answer tells whether the site works.
        public var probePath = "/readyz"
        /// Of the time that is left to an invocation, so much at most is kept back to answer 504; never more than a tenth.
        public var reserve = 0.5
        /// Of the time that is left after an answer, so much at most is kept back for what is done then to come to an end; never more
        /// than a fifth.
        public var afterReserve = 2.0
        /// Bytes of an answer, as JSON, beyond which Lambda refuses it.
        public var maximumAnswer = 6 << 20
        /// The same for a load balancer, which takes less ("Use Lambda functions as targets of an Application Load Balancer").
        public var maximumAnswerToLoadBalancer = 1 << 20

        /// The defaults.
        public init() {}
    }

    /// A runtime that asks nothing yet.
    ///
    /// - Parameter api: `HOST:PORT`, the value of `AWS_LAMBDA_RUNTIME_API`.
    public init(
        api: String, configuration: Configuration = Configuration(), logger: Logger, handler: @escaping Handler,
        afterwards: @escaping Afterwards = { _ in }
    ) throws(LambdaError) {
        self.afterwards = afterwards
        self.api = try RuntimeAPI(address: api)
        self.configuration = configuration
        self.logger = logger
        self.handler = { [late] request in
            await late.end()
            return await handler(request)
        }
    }

    /// Takes invocations until ``stop()``. Throws ``LambdaError`` where the process has to end.
    public func run() async throws {
        while let invocation = try await api.next() {
            try await serve(invocation)
        }
    }

    /// Takes no further invocation: ``run()`` returns when the present one is answered.
    public func stop() { api.stop() }

    /// Tells Lambda that the site can't start. What it says stands in the function's log.
    public static func reportInitError(_ message: String, api: String) async throws {
        try await RuntimeAPI(address: api).failInit(FailureReport(type: "Site.NotStarted", message: message))
    }

    private func serve(_ invocation: Invocation) async throws {
        do {
            switch try LambdaEvent(invocation.event) {
            case .request(let event):
                try await answer(event, invocation)
                await finish(.request, invocation)
            case .schedule, .test:
                try await probe(invocation)
                await finish(.schedule, invocation)
            }
        } catch let error as EventError {
            logger.error("an event that can't be answered", metadata: ["error": "\(error)", "request_id": "\(invocation.id)"])
            try await api.fail(invocation.id, FailureReport(type: error.type, message: error.description))
        }
    }

    /// A schedule keeps an instance warm, and finds out whether the site works: where it does not, the invocation fails.
    private func probe(_ invocation: Invocation) async throws {
        let request = Request(
            method: .get, target: configuration.probePath, connection: ConnectionInfo(requestID: invocation.id))
        let answer = try await answering(request, as: .probe, invocation)
        if answer.status.kind == .successful || answer.status.kind == .redirection {
            try await api.respond(invocation.id, answer.json)
        } else {
            let message = "\(configuration.probePath) answered \(answer.status.code)."
            try await api.fail(invocation.id, FailureReport(type: "Site.NotReady", message: message))
        }
        await answer.settle()
    }

    /// The answer is sent; what there is to do meanwhile has the rest of the time, but for a reserve.
    private func finish(_ cause: Cause, _ invocation: Invocation) async {
        let left = max(0, invocation.deadline - WallClock.now())
        let deadline = invocation.deadline - min(configuration.afterReserve, left / 5)
        let work = await TimedWork(until: deadline) { [afterwards] in await afterwards(cause) }
        await settle(work, invocation)
    }
}
