import Foundation
import HTTP
import HTTPTypes
import Logging
import Synchronization
import Testing

@testable import Lambda

@Suite(.timeLimit(.minutes(3))) struct LambdaRuntimeTests {
    private func event(_ path: String, body: String = "") -> String {
        #"{"version":"2.0","requestContext":{"http":{"method":"POST","sourceIp":"192.0.2.1"}},"rawPath":"\#(path)","body":"\#(body)"}"#
    }

    private func json(_ call: ScriptedRuntimeAPI.Call) throws -> [String: Any] {
        try #require(try JSONSerialization.jsonObject(with: Data(call.body)) as? [String: Any])
    }

    @Test(arguments: [false, true])
    func invocationsAreAnsweredInTurn(_ closes: Bool) async throws {
        let calls = try await ScriptedRuntimeAPI((1...20).map { event("/\($0)") }, closesAfter: closes).run { request in
            .text("\(request.path) \(request.connection.requestID ?? "") \(request.connection.peerAddress)")
        }
        #expect(calls.map(\.path) == (1...20).map { "/2018-06-01/runtime/invocation/id-\($0)/response" })
        for (index, call) in calls.enumerated() {
            #expect(try json(call)["body"] as? String == "/\(index + 1) id-\(index + 1) 192.0.2.1")
        }
    }

    @Test func aWrongEventIsAnErrorAndTheNextIsAnswered() async throws {
        let calls = try await ScriptedRuntimeAPI(["[]", #"{"Records":[{"EventSource":"aws:sns"}]}"#, event("/")]).run { _ in
            .text("hi")
        }
        #expect(calls.map { $0.path.split(separator: "/").last } == ["error", "error", "response"])
        #expect(try json(calls[0])["errorType"] as? String == "Event.Malformed")
        #expect(try json(calls[1])["errorMessage"] as? String == EventError.unknown("of aws:sns").description)
        #expect(calls[1].fields[try #require(HTTPField.Name("Lambda-Runtime-Function-Error-Type"))] == "Event.Unknown")
    }

    @Test func aRequestThatIsNotWellFormedIsAnswered400() async throws {
        let bad = event("/").replacingOccurrences(of: #""body""#, with: #""isBase64Encoded":true,"body""#)
            .replacingOccurrences(of: #""body":"""#, with: #""body":"%""#)
        let calls = try await ScriptedRuntimeAPI([bad]).run { _ in .text("not reached") }
        #expect(try json(calls[0])["statusCode"] as? Int == 400)
    }

    @Test func aScheduleAsksTheProbe() async throws {
        let asked = Mutex<[String]>([])
        let calls = try await ScriptedRuntimeAPI([#"{"source":"aws.events"}"#, "{}"]).run { request in
            let count = asked.withLock { asked in
                asked.append(request.target)
                return asked.count
            }
            return .text("", status: count == 1 ? .ok : .serviceUnavailable)
        }
        #expect(asked.withLock { $0 } == ["/readyz", "/readyz"])
        #expect(calls.map { $0.path.split(separator: "/").last } == ["response", "error"])
        #expect(try json(calls[1])["errorType"] as? String == "Site.NotReady")
    }

    @Test func aLateRequestIsAnswered504AndToldToEnd() async throws {
        let (told, tell) = AsyncStream<Void>.makeStream()
        let calls = try await ScriptedRuntimeAPI([event("/")], seconds: 2).run { _ in
            // Nothing else ends this sleep before the suite's time limit does.
            do { try await Task.sleep(for: .seconds(600)) } catch { tell.yield() }
            return .text("too late")
        }
        #expect(try json(calls[0])["statusCode"] as? Int == 504)
        for await _ in told { break }
    }

    @Test func workThatIsLateIsWaitedForByTheNextRequest() async throws {
        let (released, release) = AsyncStream<Void>.makeStream()
        let order = Mutex<[String]>([])
        let calls = try await ScriptedRuntimeAPI([event("/late"), event("/late"), event("/next")], seconds: 1).run { request in
            let isFirst = order.withLock { $0.isEmpty }
            order.withLock { $0.append("begin \(request.path)") }
            if isFirst {
                Task.detached {
                    try await Task.sleep(for: .seconds(1.5))
                    release.finish()
                }
                await Task.detached { for await _ in released {} }.value
            }
            order.withLock { $0.append("end \(request.path)") }
            return .text("done")
        }
        #expect(try json(calls[0])["statusCode"] as? Int == 504)
        #expect(try json(calls[2])["statusCode"] as? Int == 200)
        let lines = order.withLock { $0 }
        #expect(lines.prefix(2) == ["begin /late", "end /late"], "nothing begins before it: \(lines)")
    }

    @Test func whatIsLargerThanLambdaTakesIsAnError() async throws {
        var configuration = LambdaRuntime.Configuration()
        configuration.maximumAnswer = 1000
        let calls = try await ScriptedRuntimeAPI([event("/bytes"), event("/stream"), event("/text")]).run(configuration) {
            request in
            switch request.path {
            case "/bytes": Response(body: .bytes([UInt8](repeating: 0xFF, count: 900)))
            case "/stream":
                Response(body: .stream(length: nil) { writer in for _ in 0..<9 { try await writer.write(Array("x".utf8)) } })
            default: .text(String(repeating: "x", count: 1001))
            }
        }
        let statuses = try calls.map { try json($0)["statusCode"] as? Int }
        #expect(statuses == [500, 200, 500])
    }

    @Test func aLoadBalancerTakesLess() async throws {
        let elb = #"{"requestContext":{"elb":{"targetGroupArn":"x"}},"httpMethod":"GET","path":"/","headers":{}}"#
        let calls = try await ScriptedRuntimeAPI([elb, event("/")]).run { _ in .text(String(repeating: "x", count: 1 << 20)) }
        #expect(try calls.map { try json($0)["statusCode"] as? Int } == [500, 200])
    }

    @Test func answersAreStreamedWhereTheFunctionIsSetUpSo() async throws {
        var configuration = LambdaRuntime.Configuration()
        configuration.mode = .responseStream
        let calls = try await ScriptedRuntimeAPI([event("/"), event("/")]).run(configuration) { _ in
            let body = ResponseBody.stream(length: nil) { writer in
                for text in ["one ", "two"] { try await writer.write(Array(text.utf8)) }
            }
            return Response(headers: [.contentType: "text/plain"], body: body)
        }
        for call in calls {
            let parts = call.text.components(separatedBy: String(repeating: "\0", count: 8))
            #expect(parts.count == 2 && parts[1] == "one two")
            #expect(parts[0].contains(#""statusCode":200"#) && !parts[0].contains("body"))
            #expect(call.fields[.contentType] == "application/vnd.awslambda.http-integration-response")
        }
        #expect(calls.count == 2)
    }

    @Test func aContainerErrorEndsTheProcess() async throws {
        await #expect(throws: LambdaError.self) {
            _ = try await ScriptedRuntimeAPI([event("/"), event("/")], status: .internalServerError).run { _ in .text("hi") }
        }
    }

    @Test func anAnswerThatComesTooLateForTheAPIIsNoReasonToEnd() async throws {
        let calls = try await ScriptedRuntimeAPI([event("/"), event("/")], status: .forbidden).run { _ in .text("hi") }
        #expect(calls.count == 2)
    }

    @Test(arguments: ["", "host", "host:", ":80", "host:99999", "host:x"])
    func anAddressThatIsNoneIsRefused(_ address: String) {
        #expect(throws: LambdaError.self) { try LambdaRuntime(api: address, logger: .init(label: "test")) { _ in Response() } }
    }

    @Test func whatIsToBeDoneAfterwardsIsDoneBeforeTheNextEventIsAskedFor() async throws {
        let order = Mutex<[String]>([])
        let events = [event("/1"), #"{"source":"aws.events"}"#, "[]", event("/2")]
        let calls = try await ScriptedRuntimeAPI(events).run { request in
            order.withLock { $0.append("\(request.path)") }
            return .text("hi")
        } afterwards: { cause in
            await Task.yield()
            order.withLock { $0.append("\(cause)") }
        }
        #expect(calls.count == 4)
        #expect(order.withLock { $0 } == ["/1", "request", "/readyz", "schedule", "/2", "request"])
    }

    @Test func whatIsDoneAfterwardsIsToldToEndWhenTheTimeIsOver() async throws {
        let (told, tell) = AsyncStream<ContinuousClock.Instant>.makeStream()
        let begin = ContinuousClock.now
        let calls = try await ScriptedRuntimeAPI([event("/")], seconds: 2).run { _ in
            .text("hi")
        } afterwards: { _ in
            // Nothing else ends this sleep before the suite's time limit does.
            do { try await Task.sleep(for: .seconds(600)) } catch { tell.yield(.now) }
        }
        #expect(try json(calls[0])["body"] as? String == "hi")
        for await time in told {
            #expect(time > begin + .seconds(1), "it has most of the time that is left")
            break
        }
    }
}
