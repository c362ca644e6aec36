import HTTP
import HTTPTypes
import Testing

@testable import Web

@Suite("Redirects")
struct RedirectTests {
    @Test(
        "only a path of this site is a target",
        arguments: [
            ("/", true), ("/members", true), ("/a/b?c=d&e=%20#f", true), ("/a//b", true),
            ("", false), ("members", false), ("//evil.example", false), ("///evil.example", false), ("/\\evil.example", false),
            ("\\/evil.example", false), ("https://evil.example", false), ("https:evil", false), ("javascript:alert(1)", false),
            ("/%2fevil.example", false), ("/%2Fevil.example", false), ("/%5Cevil.example", false), ("%2f%2fevil.example", false),
            ("\t//evil.example", false), (" /members", false), ("/\t/evil.example", false), ("/\n/evil.example", false),
            ("/a\r\nSet-Cookie: x=y", false), ("/a b", false), ("/ü", false), ("/\u{0}", false), ("////evil.example/x", false),
        ])
    func local(target: String, isLocal: Bool) {
        #expect(isLocalRedirectTarget(target) == isLocal)
    }

    @Test("a target of unheard-of length is none")
    func long() {
        #expect(!isLocalRedirectTarget("/" + String(repeating: "a", count: 5000)))
    }

    @Test("what a header can't hold is encoded")
    func encoded() async throws {
        let site = try TestSite { site in site.get("/") { _ in Redirect("/a b\r\nX: y/ü") } }
        let response = await site.send(.get, "/")
        #expect(response.status == .seeOther)
        #expect(response["Location"] == "/a%20b%0D%0AX:%20y/%C3%BC")
    }
}
