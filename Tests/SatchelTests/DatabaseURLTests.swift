import BucketSQLite
import Database
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

    @Test("a server is named as SQLAlchemy and libpq do, and shown without its password")
    func server() throws {
        for scheme in ["postgresql", "postgres", "postgresql+psycopg2", "postgresql+asyncpg"] {
            let url = try DatabaseURL("\(scheme)://app:s%40cret@db:5433/site?sslmode=require")
            guard case .postgres(let server) = url else { throw SettingsProblem("\(url)") }
            #expect(server.user == "app" && server.password == "s@cret" && server.database == "site")
            #expect(server.hosts == [ServerURL.Host(name: "db", port: 5433)] && !"\(url)".contains("cret"))
        }
        for scheme in ["mysql", "mariadb", "mysql+pymysql", "mariadb+mariadbconnector"] {
            guard case .mysql = try DatabaseURL("\(scheme)://db/site") else { throw SettingsProblem(scheme) }
        }
    }

    @Test(
        "what is no database URL is refused with the right forms",
        arguments: [
            ("app.sqlite", "no scheme"), ("oracle://x/y", "oracle://"), ("sqlite://app.sqlite", "sqlite:///relative"),
            ("sqlite:///", "no file"), ("sqlite:///:memory:", "must name a file"), ("sqlite:///a?mode=ro", "without options"),
            ("postgresql://host:x/db", "the port x"), ("mysql+pymysql://a:%zz@host/db", "percent-encoding"),
            ("s3sqlite://bucket", "s3sqlite://BUCKET/KEY"), ("s3sqlite:///key", "S3SQLite_bucket"),
            ("s3sqlite://bucket/key?layuot=file", "layuot"),
        ])
    func refused(text: String, words: String) {
        let error = #expect(throws: SettingsProblem.self) { try DatabaseURL(text) }
        #expect(error?.description.contains(words) == true, "\(error?.description ?? "")")
        #expect(error?.description.hasPrefix("DATABASE_URL") == true)
    }
}
