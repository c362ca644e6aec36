import Testing

@testable import Lambda

@Suite struct EventTargetTests {
    private func target(_ json: String) throws -> String {
        guard case .request(let event) = try LambdaEvent(Array(json.utf8)) else { throw EventError.unknown("no request") }
        return EventTarget(event).description
    }

    @Test(arguments: [
        ("/", "$default", "/"), ("", "$default", "/"), ("/members", "$default", "/members"),
        ("/prod", "prod", "/"), ("/prod/", "prod", "/"), ("/prod/members", "prod", "/members"),
        ("/production", "prod", "/production"), ("/members", "prod", "/members"), ("/prod/prod/x", "prod", "/prod/x"),
        ("/a b", "$default", "/a%20b"), ("/a%20b", "$default", "/a%20b"), ("/100%", "$default", "/100%25"),
        ("/a%2", "$default", "/a%252"), ("/ä", "$default", "/%C3%A4"), ("/a?b#c", "$default", "/a%3Fb%23c"),
        ("/a\\u0000b", "$default", "/a%00b"), ("/a\\r\\nb", "$default", "/a%0D%0Ab"),
        ("//evil.example", "$default", "//evil.example"),
    ])
    func aPathIsWhatAServerWouldHaveSeen(_ raw: String, _ stage: String, _ expected: String) throws {
        let json = #"{"version":"2.0","requestContext":{"stage":"\#(stage)","http":{"method":"GET"}},"rawPath":"\#(raw)"}"#
        #expect(try target(json) == expected)
    }

    @Test(arguments: [
        ("", "/"), ("a=b", "/?a=b"), ("a=b&a=c", "/?a=b&a=c"), ("a=%2F+d", "/?a=%2F+d"), ("q=a b", "/?q=a%20b"),
    ])
    func aRawQueryIsKept(_ raw: String, _ expected: String) throws {
        let json = #"{"version":"2.0","requestContext":{"http":{"method":"GET"}},"rawPath":"/","rawQueryString":"\#(raw)"}"#
        #expect(try target(json) == expected)
    }

    @Test func aRESTAPIsDecodedQueryIsEncodedAgain() throws {
        let json = #"""
            {"requestContext":{},"httpMethod":"GET","path":"/","queryStringParameters":{"b":"2","a":"x&y=z%"},
             "multiValueQueryStringParameters":{"b":["1","2"],"a":["x&y=z%"]}}
            """#
        #expect(try target(json) == "/?a=x%26y%3Dz%25&b=1&b=2")
    }

    @Test func aRESTAPIsPathComesWithoutItsStage() throws {
        let json = #"""
            {"requestContext":{"stage":"prod","path":"/prod/prod/x"},"httpMethod":"GET","path":"/prod/x"}
            """#
        #expect(try target(json) == "/prod/x")
    }

    @Test func anHTTPAPIsOldPayloadComesWithItsStage() throws {
        let json = #"""
            {"version":"1.0","requestContext":{"stage":"dev","path":"/dev/x"},"httpMethod":"GET","path":"/dev/x"}
            """#
        #expect(try target(json) == "/x")
    }
}
