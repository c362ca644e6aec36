import Foundation
import Testing

@testable import Database

@Suite("Time zones")
struct ZoneTests {
    private static let names = [
        "Europe/Berlin", "America/New_York", "America/Sao_Paulo", "Australia/Lord_Howe", "Asia/Kolkata", "Africa/Casablanca",
        "Pacific/Apia", "America/St_Johns", "Asia/Tehran", "Europe/Dublin", "Antarctica/Troll", "Etc/GMT+5", "Asia/Gaza",
        "Pacific/Chatham", "America/Godthab",
    ]

    @Test(
        "offsets are those of Foundation, at the transitions and anywhere, in the past and by the rule of the future",
        arguments: names)
    func offsets(_ name: String) throws {
        let zone = try Zone(name)
        let other = try #require(TimeZone(identifier: name))
        var moments = (0..<2000).map { _ in Int64.random(in: 0...3_900_000_000) }
        var span = zone.span(at: 0)
        while let end = span.end, end < 3_900_000_000 {
            moments += [end - 1, end]
            span = zone.span(at: end)
            #expect(span.start == end)
        }
        for moment in moments {
            let date = Date(timeIntervalSince1970: Double(moment))
            #expect(zone.span(at: moment).offset == Int64(other.secondsFromGMT(for: date)), "\(name) at \(moment)")
        }
    }

    @Test("a span says what was before it", arguments: names)
    func before(_ name: String) throws {
        let zone = try Zone(name)
        var span = zone.span(at: 0)
        for _ in 0..<300 {
            guard let end = span.end else { return }
            let next = zone.span(at: end)
            #expect(next.offsetBefore == span.offset && zone.span(at: end - 1) == span)
            span = next
        }
    }

    @Test("rules of POSIX are read, others are not")
    func rules() {
        let texts = [
            "UTC0", "<+0330>-3:30", "CET-1CEST,M3.5.0,M10.5.0/3", "IST-1GMT0,M10.5.0,M3.5.0/1", "XXX3YYY,J60/0,J300",
            "<-02>2<-01>,M3.5.0/-1,M10.5.0/0", "AAA0BBB-2,0/0,365/25",
        ]
        for text in texts { #expect(ZoneRule(text) != nil, "\(text)") }
        for text in [
            "", "U0", "CET", "CET-1CEST", "CET-1CEST,M13.1.0,M10.5.0", "CET-1CEST,M3.6.0,M1.1.1", "CET-1x", "<+03-3",
            "CET-1CEST,M3.5.0",
        ] {
            #expect(ZoneRule(text) == nil, "\(text)")
        }
    }

    @Test(
        "what is no zone is refused with what to do",
        arguments: ["Europe/Atlantis", "", "/etc/passwd", "../../etc/passwd", "zone.tab", "Europe"])
    func refused(_ name: String) {
        let error = #expect(throws: DatabaseError.self) { try Zone(name) }
        #expect(error?.message.contains("zone") == true)
    }

    @Test("a file that is cut or changed anywhere is refused or read, never a trap")
    func damaged() throws {
        let bytes = [UInt8](try #require(FileManager.default.contents(atPath: "/usr/share/zoneinfo/Europe/Berlin")))
        for count in 0..<bytes.count { #expect(ZoneFile(Array(bytes[..<count])) == nil) }
        for index in bytes.indices {
            for bit in 0..<8 {
                var changed = bytes
                changed[index] ^= 1 << bit
                if let file = ZoneFile(changed) { _ = Zone("changed", file).span(at: 1_800_000_000) }
            }
        }
    }
}

/// Crontab lines by the clock on the wall: Berlin puts it forward on 2026-03-29 at 02:00 and back on 2026-10-25 at 03:00.
@Suite("Crontab lines in time zones")
struct CrontabZoneTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let line: String
        let zone: String
        let after: String
        let runs: [String]
        var testDescription: String { "\(line) \(zone) after \(after)" }
    }

    private static let cases = [
        Case(
            line: "0 3 * * *", zone: "Europe/Berlin", after: "2026-07-01 00:00", runs: ["2026-07-01 01:00", "2026-07-02 01:00"]),
        Case(
            line: "0 3 * * *", zone: "Europe/Berlin", after: "2026-03-28 00:00",
            runs: ["2026-03-28 02:00", "2026-03-29 01:00", "2026-03-30 01:00"]),
        // 02:30 is skipped: it is as long after midnight as it would have been, which the clock shows as 03:30.
        Case(
            line: "30 2 * * *", zone: "Europe/Berlin", after: "2026-03-28 00:00",
            runs: ["2026-03-28 01:30", "2026-03-29 01:30", "2026-03-30 00:30"]),
        Case(
            line: "30 2,3 * * *", zone: "Europe/Berlin", after: "2026-03-28 12:00",
            runs: ["2026-03-29 01:30", "2026-03-30 00:30"]),
        // 02:30 comes twice: the first.
        Case(
            line: "30 2 * * *", zone: "Europe/Berlin", after: "2026-10-24 12:00", runs: ["2026-10-25 00:30", "2026-10-26 01:30"]),
        Case(
            line: "0 3 * * *", zone: "Europe/Berlin", after: "2026-10-24 12:00", runs: ["2026-10-25 02:00", "2026-10-26 02:00"]),
        // Every hour: as the clock runs.
        Case(
            line: "30 * * * *", zone: "Europe/Berlin", after: "2026-10-24 23:45",
            runs: ["2026-10-25 00:30", "2026-10-25 01:30", "2026-10-25 02:30"]),
        Case(
            line: "*/30 * * * *", zone: "Europe/Berlin", after: "2026-03-29 00:20",
            runs: ["2026-03-29 00:30", "2026-03-29 01:00", "2026-03-29 01:30"]),
        // Half an hour forward at 02:00, on 2026-10-04.
        Case(
            line: "15 2 * * *", zone: "Australia/Lord_Howe", after: "2026-10-02 20:00",
            runs: ["2026-10-03 15:45", "2026-10-04 15:15"]),
        Case(
            line: "0 2 * * *", zone: "Australia/Lord_Howe", after: "2026-10-02 20:00",
            runs: ["2026-10-03 15:30", "2026-10-04 15:00"]),
        // By the rule, beyond the file's own transitions.
        Case(
            line: "30 2 * * *", zone: "Europe/Berlin", after: "2050-03-26 12:00", runs: ["2050-03-27 01:30", "2050-03-28 00:30"]),
        Case(
            line: "0 0 29 2 *", zone: "America/New_York", after: "2026-01-01 00:00",
            runs: ["2028-02-29 05:00", "2032-02-29 05:00"]),
        // A whole day that Samoa left out.
        Case(
            line: "0 12 * * *", zone: "Pacific/Apia", after: "2011-12-29 00:00",
            runs: ["2011-12-29 22:00", "2011-12-30 22:00", "2011-12-31 22:00"]),
        Case(line: "0 12 * * *", zone: "UTC", after: "2026-01-01 00:00", runs: ["2026-01-01 12:00"]),
    ]

    @Test("a line happens when it should", arguments: cases)
    func happens(_ given: Case) throws {
        let (line, zone) = (try CrontabLine(given.line), try Zone(given.zone))
        var moment = try seconds(given.after)
        for run in given.runs {
            moment = try #require(line.next(after: moment, in: zone))
            #expect(moment == (try seconds(run)), "\(text(moment)) and not \(run)")
        }
    }

    @Test(
        "a line with set hours happens once a day, through a hundred years of any zone",
        arguments: [
            "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "America/Sao_Paulo", "Antarctica/Troll", "Asia/Tehran",
        ])
    func onceADay(_ name: String) throws {
        let zone = try Zone(name)
        for text in ["30 2 * * *", "0 0 * * *", "59 23 * * *", "15 3 * * *"] {
            let line = try CrontabLine(text)
            var moment: Int64 = 86_400 * 365 * 20
            var count = 0
            let start = moment
            while moment < 86_400 * 365 * 120 {
                let next = try #require(line.next(after: moment, in: zone))
                #expect(next > moment)
                moment = next
                count += 1
            }
            #expect(abs(Double(moment - start) / 86_400 - Double(count)) < 1.1, "\(text) in \(name)")
        }
    }

    @Test("a line of every hour happens at each moment that fits by the clock, and at no other")
    func everyHour() throws {
        for name in ["Europe/Berlin", "Australia/Lord_Howe", "America/St_Johns"] {
            let zone = try Zone(name)
            let line = try CrontabLine("*/20 * * * *")
            let start: Int64 = 1_767_225_600
            let expected = stride(from: start, to: start + 366 * 86_400, by: 60).filter {
                ($0 + zone.span(at: $0).offset) / 60 % 20 == 0
            }
            var moment = start - 1
            for each in expected {
                moment = try #require(line.next(after: moment, in: zone))
                if moment != each { #expect(moment == each, "\(name): \(text(moment)) and not \(text(each))") }
            }
        }
    }

    private func seconds(_ text: String) throws -> Int64 { try #require(Timestamp(text)).microseconds / 1_000_000 }
    private func text(_ seconds: Int64) -> String { Timestamp(microseconds: seconds * 1_000_000).text }
}
