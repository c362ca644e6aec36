import HTTP
import HTTPTypes
import Testing

@testable import Lambda

@Suite struct LambdaEventTests {
    private func invocation(_ event: [UInt8] = [], trace: String? = nil) -> Invocation {
        Invocation(id: "the-id", deadline: 4e9, trace: trace, event: event)
    }

    private func request(_ event: HTTPEvent, trace: String? = nil) throws -> Request {
        try event.request(of: invocation(trace: trace))
    }

    private func event(_ json: [UInt8]) throws -> HTTPEvent {
        guard case .request(let event) = try LambdaEvent(json) else { throw EventError.unknown("no request") }
        return event
    }

    private func event(_ json: String) throws -> HTTPEvent { try event(Array(json.utf8)) }

    @Test func anHTTPAPIsSampleIsARequest() async throws {
        let event = try event(Fixture.bytes("apigateway-http-api-proxy"))
        let request = try request(event)
        #expect(event.kind == .httpAPI)
        #expect(request.method == .post)
        #expect(request.target == "/path/to/resource?parameter1=value1&parameter1=value2&parameter2=value")
        #expect(request.headers[.cookie] == "cookie1; cookie2")
        #expect(request.headers[try #require(HTTPField.Name("Header2"))] == "value1,value2")
        #expect(request.connection == ConnectionInfo(peerAddress: "192.168.0.1", isSecure: true, requestID: "the-id"))
        #expect(try await request.body.collect(upTo: 100) == Array(#"{"test":"body"}"#.utf8))
    }

    @Test func aRESTAPIsSampleIsARequest() async throws {
        let event = try event(Fixture.bytes("apigateway-aws-proxy"))
        let request = try request(event)
        #expect(event.kind == .restAPI)
        #expect(request.target == "/path/to/resource?foo=bar")
        #expect(request.headers[try #require(HTTPField.Name("Host"))] == "0123456789.execute-api.us-east-1.amazonaws.com")
        #expect(request.connection.peerAddress == "127.0.0.1")
        #expect(request.connection.isSecure)
        #expect(try await request.body.collect(upTo: 100) == Array(#"{"test":"body"}"#.utf8))
    }

    @Test func aLoadBalancersSampleIsARequest() throws {
        let event = try event(Fixture.bytes("alb-request"))
        let request = try request(event)
        #expect(event.kind == .loadBalancer(isMultiValue: false))
        #expect(request.target == "/path/to/resource?query=1234ABCD")
        #expect(request.connection == ConnectionInfo(peerAddress: "72.12.164.125", isSecure: false, requestID: "the-id"))
    }

    @Test func aLoadBalancerMayGiveSeveralValues() throws {
        let event = try event(
            #"""
            {"requestContext":{"elb":{}},"httpMethod":"GET","path":"/a%20b",
             "multiValueHeaders":{"x-forwarded-for":["6.6.6.6, 192.0.2.1"],"x-forwarded-proto":["https"],"accept":["a","b"]},
             "multiValueQueryStringParameters":{"q":["1%2B1","2"]},"body":"","isBase64Encoded":false}
            """#)
        let request = try request(event)
        #expect(event.kind == .loadBalancer(isMultiValue: true))
        #expect(request.target == "/a%20b?q=1%2B1&q=2", "a load balancer decodes nothing")
        #expect(request.headers[.accept] == "a, b")
        #expect(request.connection.peerAddress == "192.0.2.1", "the last one is the load balancer's word")
        #expect(request.connection.isSecure)
    }

    @Test func aScheduleAndAnEmptyEventAskWhetherTheSiteWorks() throws {
        guard case .schedule = try LambdaEvent(Fixture.bytes("cloudwatch-scheduled-event")) else {
            Issue.record("not a schedule")
            return
        }
        for json in ["{}", #"{"health":"check"}"#] {
            guard case .test = try LambdaEvent(Array(json.utf8)) else {
                Issue.record("\(json) is not a test event")
                return
            }
        }
    }

    @Test(arguments: [
        ("s3-put", "of aws:s3"), ("s3-delete", "of aws:s3"),
    ])
    func anotherServicesEventIsNamed(_ fixture: String, _ words: String) throws {
        let error = #expect(throws: EventError.self) { try LambdaEvent(Fixture.bytes(fixture)) }
        #expect(error?.type == "Event.Unknown")
        #expect(error?.description.contains(words) == true)
    }

    @Test(arguments: [
        ("", "no JSON"), ("{", "no JSON"), ("nonsense", "no JSON"), ("[]", "no JSON object"), ("\"text\"", "no JSON object"),
        (#"{"requestContext":7}"#, "requestContext"),
        (#"{"requestContext":{},"headers":["a"]}"#, "headers"),
        (#"{"requestContext":{},"headers":{"a":{"b":1}}}"#, "headers.a"),
        (#"{"requestContext":{},"isBase64Encoded":"yes"}"#, "isBase64Encoded"),
    ])
    func aMalformedEventIsToldWithItsPlace(_ json: String, _ words: String) {
        let error = #expect(throws: EventError.self) { try LambdaEvent(Array(json.utf8)) }
        #expect(error?.type == "Event.Malformed")
        #expect(error?.description.contains(words) == true, "\(String(describing: error))")
    }

    @Test(arguments: [
        #"{"requestContext":{"http":{}},"rawPath":"/"}"#,
        #"{"requestContext":{"http":{"method":"GE T"}},"rawPath":"/"}"#,
        #"{"requestContext":{"http":{"method":"GET"}},"rawPath":"/","headers":{"a b":"c"}}"#,
        #"{"requestContext":{"http":{"method":"GET"}},"rawPath":"/","headers":{"a":"b\r\nc: d"}}"#,
        #"{"requestContext":{"http":{"method":"POST"}},"rawPath":"/","body":"%%%","isBase64Encoded":true}"#,
    ])
    func aRequestThatNoServerWouldTakeIsRefused(_ json: String) throws {
        let event = try event(json)
        let error = #expect(throws: EventError.self) { try request(event) }
        #expect(error?.type == "Event.BadRequest")
    }

    @Test func fieldsWithoutAValueAreLeftOut() throws {
        let event = try event(
            #"""
            {"requestContext":{"identity":{"sourceIp":null}},"httpMethod":"GET","path":"/","headers":{"a":null,"b":"c"},
             "multiValueHeaders":null,"queryStringParameters":null,"body":null,"isBase64Encoded":null}
            """#)
        let request = try request(event)
        #expect(request.headers.fields.count == 1)
        #expect(request.target == "/")
    }

    @Test func theTraceIsHandedOn() throws {
        let event = try event(#"{"requestContext":{"http":{"method":"GET"}},"rawPath":"/"}"#)
        let name = try #require(HTTPField.Name("X-Amzn-Trace-Id"))
        #expect(try request(event, trace: "Root=1-2-3").headers[name] == "Root=1-2-3")
        #expect(try request(event).headers[name] == nil)
    }
}

extension Invocation {
    init(id: String, deadline: Double, trace: String? = nil, event: [UInt8]) {
        var head =
            "HTTP/1.1 200 OK\r\nLambda-Runtime-Aws-Request-Id: \(id)\r\nLambda-Runtime-Deadline-Ms: \(Int(deadline * 1000))\r\n"
        if let trace { head += "Lambda-Runtime-Trace-Id: \(trace)\r\n" }
        var pieces = [Array((head + "Content-Length: \(event.count)\r\n\r\n").utf8) + event]
        do {
            self = try Invocation(RuntimeReply { pieces.popLast() ?? [] })
        } catch {
            fatalError("the test's own invocation: \(error)")
        }
    }
}
