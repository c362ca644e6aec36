import Foundation
import HTTP
import HTTPTypes
import Testing

@testable import Lambda

@Suite struct StageLinksTests {
    private func links(_ json: String) throws -> StageLinks? {
        StageLinks(try JSONDecoder().decode(HTTPEvent.self, from: Data(json.utf8)))
    }

    @Test(
        "a stage is seen by visitors where it stands in the path and no other domain hides it",
        arguments: [
            (
                #"{"version":"2.0","requestContext":{"stage":"prod","domainName":"x.execute-api.eu-central-1.amazonaws.com","http":{"method":"GET"}},"rawPath":"/prod/members"}"#,
                "/prod"
            ),
            (
                #"{"version":"2.0","requestContext":{"stage":"prod","domainName":"club.example","http":{"method":"GET"}},"rawPath":"/prod/members"}"#,
                nil
            ),
            (#"{"version":"2.0","requestContext":{"stage":"$default","http":{"method":"GET"}},"rawPath":"/members"}"#, nil),
            (
                #"{"requestContext":{"stage":"dev","path":"/dev/x","domainName":"x.execute-api.eu-central-1.amazonaws.com"},"httpMethod":"GET","path":"/x"}"#,
                "/dev"
            ),
            (#"{"requestContext":{"stage":"dev","path":"/x","domainName":"club.example"},"httpMethod":"GET","path":"/x"}"#, nil),
            (#"{"requestContext":{"elb":{"targetGroupArn":"a"}},"httpMethod":"GET","path":"/x"}"#, nil),
        ] as [(String, String?)])
    func seen(_ json: String, _ prefix: String?) throws {
        #expect(try links(json)?.prefix == prefix)
    }

    @Test(
        "addresses of the site get the stage, within tags alone",
        arguments: [
            (#"<a href="/members">"#, #"<a href="/prod/members">"#),
            (#"<form class='x' action='/'>"#, #"<form class='x' action='/prod/'>"#),
            (#"<LINK REL="x" HREF="/style.css"/>"#, #"<LINK REL="x" HREF="/prod/style.css"/>"#),
            (#"<img alt="a > b" src="/a.png">"#, #"<img alt="a > b" src="/prod/a.png">"#),
            (#"<a href="//elsewhere.example/">"#, #"<a href="//elsewhere.example/">"#),
            (#"<a href="https://x/">"#, #"<a href="https://x/">"#),
            (#"<a href="members">"#, #"<a href="members">"#),
            (#"<p>say href="/x" to them</p>"#, #"<p>say href="/x" to them</p>"#),
            (#"<!-- <a href="/x"> --><a href="/y">"#, #"<!-- <a href="/x"> --><a href="/prod/y">"#),
            (
                #"<script src="/a.js">'<a href="/x">'</script><a href="/y">"#,
                #"<script src="/prod/a.js">'<a href="/x">'</script><a href="/prod/y">"#
            ),
            (#"<textarea name="t"><a href="/x"></textarea>"#, #"<textarea name="t"><a href="/x"></textarea>"#),
            (#"<a data-href="/x" title=/x>"#, #"<a data-href="/x" title=/x>"#), (#"a < b <a href="/"#, #"a < b <a href="/prod/"#),
            ("", ""), ("<", "<"), ("<a", "<a"), ("<a ", "<a "), ("<a href", "<a href"), ("<a href=", "<a href="),
            (#"<a href=""#, #"<a href=""#),
            ("<!--", "<!--"), ("<script>", "<script>"),
        ])
    func rewritten(_ page: String, _ expected: String) {
        var rewriter = LinkRewriter(Array(page.utf8), prefix: Array("/prod".utf8))
        #expect(String(decoding: rewriter.rewritten(), as: UTF8.self) == expected)
    }

    @Test func redirectsAndCookiesGetIt() throws {
        let links = try #require(
            try links(#"{"requestContext":{"stage":"prod","path":"/prod/x"},"httpMethod":"GET","path":"/x"}"#))
        var fields = HTTPFields()
        fields.append(HTTPField(name: .location, value: "/members"))
        fields.append(HTTPField(name: .setCookie, value: "a=/b; Path=/; Secure"))
        fields.append(HTTPField(name: .setCookie, value: "a=b; path=/user; HttpOnly"))
        fields.append(HTTPField(name: .contentType, value: "text/css"))
        #expect(
            links.fields(fields).map(\.value) == [
                "/prod/members", "a=/b; Path=/; Secure", "a=b; Path=/prod/user; HttpOnly", "text/css",
            ])
        fields[.location] = "https://elsewhere.example/"
        #expect(links.fields(fields)[.location] == "https://elsewhere.example/")
        let css = Array(#"<a href="/x">"#.utf8)
        #expect(links.content(css, fields) == css)
    }
}
