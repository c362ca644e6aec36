import Logging
import Testing

@testable import ObjectStore

@Suite("Where objects are")
struct ObjectStoreLocationTests {
    @Test(
        "Each form names a store and a key",
        arguments: [
            ("s3://bucket/site.sqlite", .bucket("bucket"), "site.sqlite", "s3://bucket"),
            ("s3://bucket/a/b%20c", .bucket("bucket"), "a/b%20c", "s3://bucket"),
            ("file:///var/site/x.db", .folder("/var/site"), "x.db", "file:///var/site"),
            ("file:///x.db", .folder("/"), "x.db", "file:///"), ("memory:x", .memory, "x", "memory:"),
        ] as [(String, ObjectStoreLocation.Place, String, String)])
    func forms(url: String, place: ObjectStoreLocation.Place, key: String, description: String) throws {
        let location = try ObjectStoreLocation(url)
        #expect(location == ObjectStoreLocation(place, key: key))
        let environment = ["HOME": try temporaryFolder(), "AWS_EC2_METADATA_DISABLED": "true"]
        #expect(try location.open(environment: environment, logger: Logger(label: "test")).description == description)
    }

    @Test(
        "Anything else is refused in words",
        arguments: ["", "x", "s3://", "s3://bucket", "s3://bucket/", "s3:///key", "file://x", "memory:"])
    func refused(url: String) {
        let error = #expect(throws: StoreError.self) { try ObjectStoreLocation(url) }
        #expect(error?.message == "\(url) is none of s3://BUCKET/KEY, file:///FOLDER/KEY and memory:KEY.")
    }
}
