import Blocking
import HTTP
import HTTPTypes
import Logging

/// An answer that was sent or is ready to be, and the work behind it, which may be late.
struct TimedAnswer: Sendable {
    let status: HTTPResponse.Status
    let json: [UInt8]
    /// To be called when it is sent, and before the next event is asked for.
    let settle: @Sendable () async -> Void
}

extension LambdaRuntime {
    static let files = BlockingQueue(label: "lambda.files", width: 1)

    func answer(_ event: HTTPEvent, _ invocation: Invocation) async throws {
        let request: Request
        do {
            request = try event.request(of: invocation)
        } catch {
            logger.notice("bad request", metadata: ["error": "\(error)", "request_id": "\(invocation.id)"])
            return try await send(.plainPage(.badRequest), to: event.kind, invocation)
        }
        if configuration.mode == .responseStream, event.kind == .httpAPI {
            return try await stream(request, invocation)
        }
        let answer = try await answering(request, as: event.kind, links: StageLinks(event), invocation)
        try await api.respond(invocation.id, answer.json)
        await answer.settle()
    }

    /// The site's answer as JSON, or 504 where the time is over before there is one.
    func answering(
        _ request: Request, as kind: HTTPEvent.Kind, links: StageLinks? = nil, _ invocation: Invocation
    ) async throws -> TimedAnswer {
        let (handler, limit) = (handler, configuration.limit(of: kind))
        let work = await TimedWork(until: softDeadline(invocation)) { () -> Result<WholeAnswer, any Error> in
            let response = await handler(request)
            do {
                return .success(
                    try await WholeAnswer(response, to: request.method, limit: limit, files: Self.files))
            } catch {
                return .failure(error)
            }
        }
        switch work.value {
        case .success(let whole)?:
            let json = try LambdaReply(head: whole.head, content: whole.content, for: kind, links: links).json
            if json.count <= limit { return TimedAnswer(status: whole.head.status, json: json, settle: {}) }
            return try failed(WholeAnswer.TooLarge(limit: limit), kind, invocation)
        case .failure(let error)?: return try failed(error, kind, invocation)
        case nil:
            logger.error("no answer in time", metadata: ["path": "\(request.path)", "request_id": "\(invocation.id)"])
            return TimedAnswer(
                status: .gatewayTimeout, json: try Self.json(.plainPage(.gatewayTimeout), kind),
                settle: { await settle(work, invocation) })
        }
    }

    /// When 504 is answered: a tenth of the time that is left before Lambda ends the process, half a second at most.
    func softDeadline(_ invocation: Invocation) -> Double {
        invocation.deadline - min(configuration.reserve, max(0, invocation.deadline - WallClock.now()) / 10)
    }

    /// Lambda freezes the process when it asks for the next event. Late work was told to end, and may have half of the time that is
    /// left for it; what still goes on then is waited for at the next event.
    func settle(_ work: TimedWork<some Sendable>, _ invocation: Invocation) async {
        let left = max(0, invocation.deadline - WallClock.now())
        guard await !work.hasEnded(by: WallClock.now() + left / 2) else { return }
        logger.warning("work goes on after its time", metadata: ["request_id": "\(invocation.id)"])
        late.add(work.end)
    }

    private func failed(_ error: any Error, _ kind: HTTPEvent.Kind, _ invocation: Invocation) throws -> TimedAnswer {
        logger.error("no whole answer", metadata: ["error": "\(error)", "request_id": "\(invocation.id)"])
        let page = Response.plainPage(.internalServerError)
        return TimedAnswer(status: page.status, json: try Self.json(page, kind), settle: {})
    }

    private func send(_ page: Response, to kind: HTTPEvent.Kind, _ invocation: Invocation) async throws {
        if configuration.mode == .responseStream, kind == .httpAPI { return try await stream(page, invocation) }
        try await api.respond(invocation.id, try Self.json(page, kind))
    }

    /// A page of ours, whose content is bytes.
    private static func json(_ page: Response, _ kind: HTTPEvent.Kind) throws -> [UInt8] {
        guard case .bytes(let bytes) = page.body else { return [] }
        let head = ResponseHead(page, method: .get, version: .http11, keepsAlive: true)
        return try LambdaReply(head: head, content: bytes, for: kind).json
    }
}

extension LambdaRuntime.Configuration {
    fileprivate func limit(of kind: HTTPEvent.Kind) -> Int {
        if case .loadBalancer = kind { return min(maximumAnswer, maximumAnswerToLoadBalancer) }
        return maximumAnswer
    }
}
