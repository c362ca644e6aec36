import HTTPCalls
import Testing

@testable import ObjectStore

@Suite("What S3 refuses, in words")
struct S3RefusalTests {
    private func error(
        _ status: Int, _ code: String?, method: HTTPCall.Method = .get, conditional: Bool = false, fields: String = "",
        headers: [(name: String, value: String)] = []
    ) -> StoreError {
        let body = code.map { "<Error><Code>\($0)</Code><Message>m</Message>\(fields)<RequestId>R1</RequestId></Error>" } ?? ""
        let request = S3Request(method: method, key: "key", isRepeatable: !conditional)
        let reply = HTTPReply(status: status, headers: headers, body: bytes(body))
        return S3Refusal(reply, to: request, bucket: "site", region: "us-east-1").error
    }

    @Test(
        "Each code has its meaning",
        arguments: [
            (403, "AccessDenied", .denied), (403, "InvalidAccessKeyId", .denied), (403, "SignatureDoesNotMatch", .denied),
            (400, "ExpiredToken", .denied), (403, "RequestTimeTooSkewed", .clockSkew), (404, "NoSuchBucket", .noSuchBucket),
            (301, "PermanentRedirect", .unsupported), (400, "AuthorizationHeaderMalformed", .unsupported),
            (501, "NotImplemented", .unsupported), (503, "SlowDown", .throttled(retryAfter: nil)),
            (400, "RequestTimeout", .unreachable), (500, "InternalError", .unreachable), (404, "Anything", .unsupported),
            (400, "InvalidArgument", .refused), (429, nil, .throttled(retryAfter: nil)), (502, nil, .unreachable),
        ] as [(Int, String?, StoreError.Kind)])
    func kinds(status: Int, code: String?, kind: StoreError.Kind) {
        #expect(error(status, code).kind == kind)
    }

    @Test(
        "To a conditional put: what means not applied, and what leaves it open",
        arguments: [
            (412, "PreconditionFailed", .conditionFailed), (409, "ConditionalRequestConflict", .conditionFailed),
            (404, "NoSuchKey", .conditionFailed), (412, nil, .conditionFailed), (404, "NoSuchBucket", .noSuchBucket),
            (404, nil, .unsupported), (500, "InternalError", .unknownOutcome), (502, nil, .unknownOutcome),
            (504, nil, .unknownOutcome), (503, "ServiceUnavailable", .throttled(retryAfter: nil)), (599, nil, .unknownOutcome),
        ] as [(Int, String?, StoreError.Kind)])
    func conditionalPut(status: Int, code: String?, kind: StoreError.Kind) {
        #expect(error(status, code, method: .put, conditional: true).kind == kind)
    }

    @Test("A wrong region is named, from the body or from the header")
    func region() {
        let expected =
            "The bucket site does not answer here with the region us-east-1. It is in eu-west-3: set AWS_REGION=eu-west-3."
        #expect(error(400, "AuthorizationHeaderMalformed", fields: "<Region>eu-west-3</Region>").message == expected)
        #expect(error(301, nil, method: .head, headers: [(name: "x-amz-bucket-region", value: "eu-west-3")]).message == expected)
        #expect(
            error(301, "PermanentRedirect", fields: "<Endpoint>site.s3.eu-west-3.amazonaws.com</Endpoint>").message
                == "The bucket site does not answer here with the region us-east-1. It names site.s3.eu-west-3.amazonaws.com.")
    }

    @Test("A clock that is off is told with both times")
    func clock() {
        let fields = "<RequestTime>20261121T040000Z</RequestTime><ServerTime>2026-11-21T05:00:00Z</ServerTime>"
        #expect(
            error(403, "RequestTimeTooSkewed", fields: fields).message
                == "This machine's clock differs too much from the store's (here 20261121T040000Z, there 2026-11-21T05:00:00Z). "
                + "Set it right (NTP).")
    }

    @Test("The evidence is kept: status, code and request id")
    func evidence() {
        let error = error(403, "AccessDenied")
        #expect(error.status == 403 && error.code == "AccessDenied" && error.requestID == "R1")
        #expect(error.description.hasSuffix("(HTTP 403, AccessDenied, request id R1)"))
    }

    @Test("XML is read as far as S3 writes it")
    func xml() {
        let text = "<?xml version='1.0'?>\n<!-- c --><a x=\"1\"><b>1 &lt; 2 &amp; &#x41;&#66;</b><c/><d><![CDATA[<&>]]></d></a>\n"
        #expect(
            XMLLeaves.parse(bytes(text))?.map { "\($0.path)=\($0.text)" } == ["a/b=1 < 2 & AB", "a/c=", "a/d=<&>", "a="])
    }

    @Test(
        "What is no well-formed XML is read as nothing",
        arguments: [
            "", "x", "<a>", "</a>", "<a></b>", "<a/><b/>", "<a>&x;</a>", "<a>&#xFFFFFFFF;</a>", "<!DOCTYPE a><a/>", "<a", "<a/>x",
            "x<a/>", "<>", "<a><![CDATA[</a>", String(repeating: "<a>", count: 10_000),
        ])
    func malformed(text: String) {
        #expect(XMLLeaves.parse(bytes(text)) == nil)
    }

    @Test("XML that is cut anywhere is read as nothing")
    func cut() {
        let text = "<?xml version='1.0'?><Error><Code>NoSuchKey</Code><Message>a &amp; b</Message></Error>"
        for count in 0..<text.count { #expect(XMLLeaves.parse(bytes(String(text.prefix(count)))) == nil) }
        #expect(XMLLeaves.parse([0x3c, 0x61, 0x3e, 0xff, 0x3c, 0x2f, 0x61, 0x3e]) == nil)
    }

    @Test("A listing that is cut, or says that more follows and not where, is no listing")
    func listing() {
        let whole =
            "<ListBucketResult><IsTruncated>false</IsTruncated><Contents><Key>a%20b</Key><Size>3</Size></Contents></ListBucketResult>"
        #expect(S3Listing(bytes(whole))?.objects == [ObjectInfo(key: "a b", etag: nil, size: 3)])
        #expect(S3Listing(bytes(String(whole.dropLast()))) == nil)
        #expect(S3Listing(bytes("<ListBucketResult><IsTruncated>true</IsTruncated></ListBucketResult>")) == nil)
        #expect(S3Listing(bytes("<html></html>")) == nil)
    }
}
