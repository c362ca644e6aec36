import BucketSQLite
import Testing

@testable import Satchel

@Suite("DATABASE_URL")
struct DatabaseURLTests {
    @Test(
        "a file is relative after three slashes and absolute after four",
        arguments: [
            ("sqlite:///app.sqlite", "app.sqlite"), ("sqlite:///data/app.sqlite", "data/app.sqlite"),
            ("sqlite:////var/lib/app.sqlite", "/var/lib/app.sqlite"), ("sqlite:///with%20percent", "with%20percent"),
            ("s3sqlite:////tmp/app.sqlite", "/tmp/app.sqlite"),
        ])
    func file(text: String, path: String) throws {
        #expect(try DatabaseURL(text) == .sqlite(path: path))
    }

    @Test("a bucket comes from the URL or from the environment")
    func bucket() throws {
        let expected = DatabaseURL.bucket(name: "b", key: "k/site.sqlite", options: BucketOptions())
        #expect(try DatabaseURL("s3sqlite://b/k/site.sqlite") == expected)
        #expect(try DatabaseURL("s3sqlite:///k/site.sqlite") { ["S3SQLite_bucket": "b"][$0] } == expected)
        #expect("\(expected)" == "s3sqlite://b/k/site.sqlite")
    }

    @Test(
        "what is no database URL is refused with the right forms",
        arguments: [
            ("app.sqlite", "no scheme"), ("oracle://x/y", "oracle://"), ("sqlite://app.sqlite", "sqlite:///relative"),
            ("sqlite:///", "no file"), ("sqlite:///:memory:", "must name a file"), ("sqlite:///a?mode=ro", "without options"),
            ("postgresql://host/db", "not in this build yet"), ("mysql+pymysql://host/db", "not in this build yet"),
            ("s3sqlite://bucket", "s3sqlite://BUCKET/KEY"), ("s3sqlite:///key", "S3SQLite_bucket"),
            ("s3sqlite://bucket/key?layuot=file", "layuot"),
        ])
    func refused(text: String, words: String) {
        let error = #expect(throws: SettingsProblem.self) { try DatabaseURL(text) }
        #expect(error?.description.contains(words) == true, "\(error?.description ?? "")")
        #expect(error?.description.hasPrefix("DATABASE_URL") == true)
    }
}
