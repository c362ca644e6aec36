import BucketSQLite
import Testing

@testable import Satchel

@Suite("What the db commands show")
struct DatabaseCommandTests {
    @Test("sizes and times are for people")
    func shown() {
        #expect(Shown.bytes(812) == "812 bytes")
        #expect(Shown.bytes(64_500) == "64 kB")
        #expect(Shown.bytes(123_456_789) == "123 MB")
        #expect(Shown.time(1_700_000_000_999) == "2023-11-14 22:13:20 UTC")
    }

    @Test("progress tells how far it is, where that is known")
    func progress() {
        #expect(ProgressLine.text(OperationProgress(what: "reading pages", done: 1, total: 3)) == "reading pages: 33 % (1 of 3)")
        #expect(
            ProgressLine.text(OperationProgress(what: "running SQLite's checks", done: 0, total: 0))
                == "running SQLite's checks …")
    }
}
