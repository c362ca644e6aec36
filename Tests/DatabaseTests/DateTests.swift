import Database
import Foundation
import TestSupport
import Testing

@Suite struct DateTests {
    @Test(
        "a date is written as SQLAlchemy writes it",
        arguments: [
            (0, "1970-01-01 00:00:00.000000"), (-0.5, "1969-12-31 23:59:59.500000"), (951_782_400, "2000-02-29 00:00:00.000000"),
            (1_700_000_000.123456, "2023-11-14 22:13:20.123456"), (-62_135_596_799, "0001-01-01 00:00:01.000000"),
            (253_402_300_798, "9999-12-31 23:59:58.000000"), (4_107_542_399, "2100-02-28 23:59:59.000000"),
        ] as [(Double, String)])
    func written(seconds: Double, text: String) {
        #expect(Date(timeIntervalSince1970: seconds).databaseValue == .text(text))
    }

    @Test(
        "a date is read in the forms that are in use",
        arguments: [
            (.text("2023-11-14 22:13:20.123456"), 1_700_000_000.123456), (.text("2023-11-14T22:13:20Z"), 1_700_000_000),
            (.text("2023-11-14 22:13"), 1_699_999_980), (.text("2023-11-14"), 1_699_920_000),
            (.text("2023-11-15T00:13:20+02:00"), 1_700_000_000), (.text("2023-11-14T17:43:20.5-0430"), 1_700_000_000.5),
            (.text("2023-11-14 22:13:20.1234567"), 1_700_000_000.123456), (.integer(1_700_000_000), 1_700_000_000),
            (.real(1.5), 1.5),
        ] as [(Value, Double)])
    func read(value: Value, seconds: Double) {
        #expect(Date(databaseValue: value) == Date(timeIntervalSince1970: seconds))
    }

    @Test(
        "what is no date is refused",
        arguments: [
            "", "2023", "2023-13-01", "2023-02-29", "2023-1-1", "2023-11-14 24:00", "2023-11-14 22:13:60", "2023-11-14 22:13:20.",
            "2023-11-14 22:13:20 UTC", "2023-11-14x", "tomorrow", "2023-11-14 22:13:20+25:00",
        ])
    func refused(text: String) {
        #expect(Date(databaseValue: .text(text)) == nil)
    }

    @Test("every date comes back to the microsecond, and text order is time order")
    func property() throws {
        var random = SeededRandom(seed: 7)
        var dates = (0..<2000).map { _ in
            Date(timeIntervalSince1970: (Double.random(in: -60e9...250e9, using: &random) * 1e3).rounded() / 1e3)
        }
        dates.sort()
        let values = dates.map(\.databaseValue)
        for (date, value) in zip(dates, values) {
            let back = try #require(Date(databaseValue: value))
            #expect(abs(back.timeIntervalSince(date)) < 0.0001)
            #expect(back.databaseValue == value)
        }
        let texts = values.compactMap { String(databaseValue: $0) }
        #expect(texts.count == dates.count && texts == texts.sorted())
    }
}
