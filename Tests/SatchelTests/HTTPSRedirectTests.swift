import HTTP
import HTTPTypes
import Testing

@testable import Satchel

@Suite("Redirect to https")
struct HTTPSRedirectTests {
    @Test(
        "visitors are sent to the same page, at the port where TLS is spoken, and never to a foreign host",
        arguments: [
            ("example.org", "/a?b=c", 443, nil, [], "https://example.org/a?b=c"),
            ("example.org:80", "/", 443, nil, [], "https://example.org/"),
            ("example.org:8080", "//x", 8443, nil, [], "https://example.org:8443//x"),
            ("[::1]:80", "/", 5000, nil, [], "https://[::1]:5000/"), ("[::1]", "/", 443, nil, [], "https://[::1]/"),
            ("other.org", "/a", 5000, "https://example.org", [], "https://example.org/a"),
            (nil, "/a", 5000, "https://example.org", [], "https://example.org/a"), (nil, "/a", 5000, nil, [], nil),
            ("EXAMPLE.org:80", "/", 443, nil, ["example.org"], "https://example.org/"),
            ("evil.org", "/", 443, nil, ["example.org"], nil), ("a.org", "*", 443, nil, [], "https://a.org/"),
        ] as [(String?, String, Int, String?, [String], String?)])
    func redirects(
        host: String?, target: String, port: Int, baseURL: String?, allowed: [String], location: String?
    ) throws {
        var fields = HTTPFields()
        fields[try #require(HTTPField.Name("Host"))] = host
        let redirect = HTTPSRedirect(port: port, baseURL: baseURL, allowedHosts: allowed)
        let response = redirect.response(to: Request(method: .get, target: target, headers: RequestFields(fields)))
        #expect(response.status == (location == nil ? .badRequest : .permanentRedirect))
        #expect(response.headers[.location] == location)
    }
}
