import Foundation
import HTTP
import HTTPTypes
import Testing

@testable import Lambda

@Suite struct LambdaReplyTests {
    private func reply(
        _ response: Response, to method: HTTPRequest.Method = .get, as kind: HTTPEvent.Kind
    ) throws -> NSDictionary {
        var bytes: [UInt8] = []
        if case .bytes(let content) = response.body { bytes = content }
        let head = ResponseHead(response, method: method, version: .http11, keepsAlive: true)
        let json = try LambdaReply(head: head, content: bytes, for: kind).json
        return try #require(try JSONSerialization.jsonObject(with: Data(json)) as? NSDictionary)
    }

    private func page(cookies: Int) throws -> Response {
        var response = Response.text("<p>ä \u{1F600} \"\\ \u{1}</p>", contentType: "text/html")
        let vary = try #require(HTTPField.Name("Vary"))
        response.headers.append(HTTPField(name: vary, value: "Cookie"))
        response.headers.append(HTTPField(name: vary, value: "Accept"))
        response.headers[.connection] = "close"
        for number in 0..<cookies { response.headers.append(HTTPField(name: .setCookie, value: "c\(number)=v; Path=/")) }
        return response
    }

    @Test func anHTTPAPIGetsOneValueANameAndItsCookiesApart() throws {
        let expected: NSDictionary = [
            "statusCode": 200, "headers": ["Content-Type": "text/html", "Vary": "Cookie, Accept"],
            "cookies": ["c0=v; Path=/", "c1=v; Path=/"], "body": "<p>ä \u{1F600} \"\\ \u{1}</p>", "isBase64Encoded": false,
        ]
        #expect(try reply(page(cookies: 2), as: .httpAPI) == expected)
    }

    @Test func aRESTAPIGetsAllValues() throws {
        let reply = try reply(page(cookies: 2), as: .restAPI)
        let expected: NSDictionary = [
            "Content-Type": ["text/html"], "Vary": ["Cookie", "Accept"], "Set-Cookie": ["c0=v; Path=/", "c1=v; Path=/"],
        ]
        #expect(reply["multiValueHeaders"] as? NSDictionary == expected)
        #expect(reply["headers"] == nil && reply["cookies"] == nil)
    }

    @Test func aLoadBalancerWithOneValueANameGetsEachCookieUnderItsOwnSpelling() throws {
        let reply = try reply(page(cookies: 5), as: .loadBalancer(isMultiValue: false))
        let headers = try #require(reply["headers"] as? [String: String])
        let cookies = headers.filter { $0.key.lowercased() == "set-cookie" }
        #expect(Set(cookies.values) == Set((0..<5).map { "c\($0)=v; Path=/" }))
        #expect(reply["statusDescription"] as? String == "200 OK")
    }

    @Test func aLoadBalancerWithAllValuesGetsThem() throws {
        let reply = try reply(page(cookies: 2), as: .loadBalancer(isMultiValue: true))
        let headers = try #require(reply["multiValueHeaders"] as? [String: [String]])
        #expect(headers["Set-Cookie"]?.count == 2)
    }

    @Test func bytesThatAreNoTextGoInBase64() throws {
        let response = Response(headers: [.contentType: "image/png"], body: .bytes([0x89, 0x50, 0xFF, 0]))
        let reply = try reply(response, as: .httpAPI)
        #expect(reply["body"] as? String == "iVD/AA==")
        #expect(reply["isBase64Encoded"] as? Bool == true)
    }

    @Test func anAnswerToHEADHasNoContent() throws {
        let reply = try reply(.text("hello"), to: .head, as: .httpAPI)
        #expect(reply["body"] as? String == "")
    }
}
