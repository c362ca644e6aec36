import Testing

@testable import HTTP

@Suite struct CookieTests {
    @Test(
        "Request cookies are read in order over all lines",
        arguments: [
            ([], []), (["a=1"], [["a", "1"]]), (["a=1; b=2", "a=3"], [["a", "1"], ["b", "2"], ["a", "3"]]),
            (["a=b=c;d=\"e\""], [["a", "b=c"], ["d", "\"e\""]]), (["noequals; =novalue; ;;x="], [["x", ""]]),
            ([" a = 1 "], [["a", "1"]]),
        ])
    func parses(lines: [String], cookies: [[String]]) {
        #expect(Cookie.parse(lines).map { [$0.name, $0.value] } == cookies)
    }

    @Test("No more cookies than the limit are read")
    func limit() {
        #expect(Cookie.parse([String(repeating: "a=1;", count: 500)]).count == 100)
    }

    @Test("Set-Cookie carries its attributes")
    func serialises() throws {
        #expect(try SetCookie("id", "x", isSecure: false).fieldValue == "id=x; Path=/; HttpOnly; SameSite=Lax")
        let full = try SetCookie(
            "__Secure-id", "x", path: "/a", domain: "example.org", maxAge: 0, isSecure: true, isHTTPOnly: false, sameSite: .strict
        )
        #expect(
            full.fieldValue == "__Secure-id=x; Path=/a; Domain=example.org; Max-Age=0; Secure; SameSite=Strict")
    }

    @Test(
        "Values that would end the field are refused",
        arguments: ["a;b", "a\r\nb", "a\nb", "a b", "a\"", "a,b", "é", "a\0", "a\\"])
    func refusesValues(value: String) {
        #expect(throws: SetCookie.Invalid.value(value)) { try SetCookie("id", value, isSecure: true) }
        #expect(throws: SetCookie.Invalid.value("/" + value)) { try SetCookie("id", "", path: "/" + value, isSecure: true) }
        #expect(throws: SetCookie.Invalid.value(value)) { try SetCookie("id", "", domain: value, isSecure: true) }
    }

    @Test("Names must be tokens", arguments: ["", "a b", "a=b", "a;b", "a\r", "é"])
    func refusesNames(name: String) {
        #expect(throws: SetCookie.Invalid.name(name)) { try SetCookie(name, "x", isSecure: true) }
    }

    @Test("Prefixed names keep their promises")
    func prefixes() throws {
        #expect(throws: SetCookie.Invalid.self) { try SetCookie("__Host-id", "x", isSecure: false) }
        #expect(throws: SetCookie.Invalid.self) { try SetCookie("__host-id", "x", path: "/a", isSecure: true) }
        #expect(throws: SetCookie.Invalid.self) { try SetCookie("__Host-id", "x", domain: "a.org", isSecure: true) }
        #expect(throws: SetCookie.Invalid.self) { try SetCookie("id", "x", isSecure: false, sameSite: .none) }
        #expect(try SetCookie("__Host-id", "x", isSecure: true).path == "/")
    }

    @Test("A separator is a byte, whatever combining mark follows it")
    func combiningMarks() {
        let cookies = Cookie.parse(["a=1;\u{301}b=2"])
        #expect(cookies.map(\.value) == ["1", "2"])
    }
}
