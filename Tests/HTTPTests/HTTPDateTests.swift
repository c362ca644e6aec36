import Testing

@testable import HTTP

@Suite struct HTTPDateTests {
    @Test(
        "Dates are written as IMF-fixdate and read back",
        arguments: [
            (784_111_777, "Sun, 06 Nov 1994 08:49:37 GMT"), (0, "Thu, 01 Jan 1970 00:00:00 GMT"),
            (-1, "Wed, 31 Dec 1969 23:59:59 GMT"), (951_782_400, "Tue, 29 Feb 2000 00:00:00 GMT"),
            (4_107_542_400, "Mon, 01 Mar 2100 00:00:00 GMT"), (1_798_761_599, "Thu, 31 Dec 2026 23:59:59 GMT"),
        ])
    func writes(seconds: Int, text: String) {
        #expect(HTTPDate(secondsSince1970: seconds).description == text)
        #expect(HTTPDate(text)?.secondsSince1970 == seconds)
    }

    @Test("Every day of four centuries comes back")
    func everyDay() {
        for day in stride(from: -146_097, through: 146_097, by: 1) {
            #expect(CivilDate(daysSince1970: day).daysSince1970 == day)
        }
    }

    @Test(
        "The obsolete forms are read",
        arguments: ["Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994", "Sun, 06 Nov 1994 08:49:37 GMT"])
    func obsolete(text: String) {
        #expect(HTTPDate(text) == HTTPDate(secondsSince1970: 784_111_777))
    }

    @Test("A year of two digits is never more than 50 years ahead")
    func twoDigits() throws {
        let now = try #require(HTTPDate("Sun, 01 Feb 2026 00:00:00 GMT"))
        #expect(HTTPDate("Sunday, 06-Nov-76 08:49:37 GMT", now: now)?.description.contains("2076") == true)
        #expect(HTTPDate("Sunday, 06-Nov-77 08:49:37 GMT", now: now)?.description.contains("1977") == true)
    }

    @Test(
        "Anything else is no date",
        arguments: [
            "", "GMT", "Sun, 6 Nov 1994 08:49:37 GMT", "Sun, 06 Nov 1994 08:49:37", "Sun, 06 Nov 1994 08:49:37 UTC",
            "Sun, 31 Nov 1994 08:49:37 GMT", "Sun, 06 Nov 1994 24:49:37 GMT", "Sun, 06 Nov 1994 08:49 GMT",
            "Xyz, 06 Nov 1994 08:49:37 GMT", "Sun, 06 Nov 94 08:49:37 GMT", "784111777", "Sun, 06 nov 1994 08:49:37 GMT",
            "Sun, 29 Feb 2100 00:00:00 GMT", "Sun, 06 Nov -994 08:49:37 GMT",
        ])
    func refuses(text: String) {
        #expect(HTTPDate(text) == nil)
    }
}
