import Testing

@testable import Database

@Suite("Lines of a crontab")
struct CrontabLineTests {
    @Test(
        "the next time is",
        arguments: [
            ("* * * * *", "2026-03-01 09:30:59", "2026-03-01 09:31:00"),
            ("0 3 * * *", "2026-03-01 03:00:00", "2026-03-02 03:00:00"),
            ("*/15 8-18/5 * * *", "2026-03-01 08:50:00", "2026-03-01 13:00:00"),
            ("5,35 0 * * *", "2026-12-31 00:10:00", "2026-12-31 00:35:00"),
            ("0 0 1 jan *", "2026-01-01 00:00:00", "2027-01-01 00:00:00"),
            // 2026-03-01 is a Sunday.
            ("0 12 * * mon-fri", "2026-02-28 00:00:00", "2026-03-02 12:00:00"),
            ("0 12 * * 7", "2026-02-28 00:00:00", "2026-03-01 12:00:00"),
            ("0 12 * * 0", "2026-02-28 00:00:00", "2026-03-01 12:00:00"),
            // Both days restricted: one is enough; one that begins with a star restricts nothing by itself.
            ("0 0 13 * fri", "2026-03-01 00:00:00", "2026-03-06 00:00:00"),
            ("0 0 13 * fri", "2026-03-06 00:00:00", "2026-03-13 00:00:00"),
            ("0 0 */2 * mon", "2026-03-01 00:00:00", "2026-03-09 00:00:00"),
            ("0 0 29 2 *", "2096-03-01 00:00:00", "2104-02-29 00:00:00"),
            ("59 23 31 * *", "2026-03-31 23:59:00", "2026-05-31 23:59:00"),
        ])
    func next(line: String, after: String, expected: String) throws {
        let moment = try #require(Timestamp(after)).microseconds / 1_000_000
        let next = try #require(try CrontabLine(line).next(after: moment))
        #expect(Timestamp(microseconds: next * 1_000_000).text == expected + ".000000")
    }

    @Test(
        "what can't be read is refused, with what may stand there",
        arguments: [
            "", "* * * *", "* * * * * *", "60 * * * *", "* 24 * * *", "* * 0 * *", "* * * 13 *", "* * * * 8", "5-1 * * * *",
            "*/0 * * * *", "5/2 * * * *", "a * * * *", "1,,2 * * * *", "-1 * * * *", "+1 * * * *", "1-2-3 * * * *", "* * * mon *",
            "0 0 30 2 *", "*/ * * * *",
        ])
    func refused(line: String) {
        let error = #expect(throws: DatabaseError.self) { try CrontabLine(line) }
        #expect(error?.kind == .misuse)
    }
}
