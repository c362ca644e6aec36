import Testing

@testable import ObjectStore

@Suite("S3 addresses")
struct S3EndpointTests {
    @Test(
        "The bucket stands where it belongs",
        arguments: [
            ("site", "eu-north-1", nil, .automatic, "https://site.s3.eu-north-1.amazonaws.com/a%20b"),
            ("my.site", "eu-north-1", nil, .automatic, "https://s3.eu-north-1.amazonaws.com/my.site/a%20b"),
            ("site", "cn-north-1", nil, .automatic, "https://site.s3.cn-north-1.amazonaws.com.cn/a%20b"),
            ("site", "auto", "https://x.r2.cloudflarestorage.com", .automatic, "https://x.r2.cloudflarestorage.com/site/a%20b"),
            ("site", "r", "http://127.0.0.1:9000/", .automatic, "http://127.0.0.1:9000/site/a%20b"),
            ("site", "r", "http://[::1]:9000", .automatic, "http://[::1]:9000/site/a%20b"),
            ("site", "r", "https://s3.example:443/base/", .virtualHost, "https://site.s3.example/base/a%20b"),
            ("site", "us-east-1", nil, .path, "https://s3.us-east-1.amazonaws.com/site/a%20b"),
        ] as [(String, String, String?, S3Configuration.Addressing, String)])
    func urls(bucket: String, region: String, url: String?, addressing: S3Configuration.Addressing, expected: String) throws {
        let endpoint = try S3Endpoint(bucket: bucket, region: region, url: url, addressing: addressing)
        #expect(endpoint.url(path: endpoint.path("a b"), query: []) == expected)
    }

    @Test("A listing's address names the bucket")
    func bucketPath() throws {
        let virtual = try S3Endpoint(bucket: "site", region: "r", url: nil, addressing: .automatic)
        #expect(virtual.url(path: virtual.path(nil), query: [("prefix", "a/")]) == "https://site.s3.r.amazonaws.com/?prefix=a%2F")
        let path = try S3Endpoint(bucket: "site", region: "r", url: "http://h", addressing: .automatic)
        #expect(path.url(path: path.path(nil), query: []) == "http://h/site")
    }
}
