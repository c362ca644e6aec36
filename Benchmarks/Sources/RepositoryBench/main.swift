// RepositoryBench ENGINE PLACE ROUNDS SECONDS: a line of JSON for each measure, jobs a second of a repository and of its peer, medians.

import Database
import DatabaseMySQL
import DatabasePostgres
import DatabaseSQLite
import Foundation
import Logging

let arguments = CommandLine.arguments
guard arguments.count == 5, let rounds = Int(arguments[3]), let seconds = Double(arguments[4]) else { exit(64) }
let (engine, place) = (arguments[1], arguments[2])

/// Jobs a second.
func rate(_ job: (Int) async throws -> Void) async throws -> Double {
    let (start, clock) = (ContinuousClock.now, ContinuousClock())
    var (done, number) = (0, 1)
    while clock.now - start < .seconds(seconds) {
        try await job(number)
        (done, number) = (done + 1, number * 16807 % 2_147_483_647)
    }
    return Double(done) / ((clock.now - start) / .seconds(1))
}

func median(_ values: [Double]) -> Double { values.sorted()[values.count / 2] }

let measures: [(String, @Sendable (any Contender, Int) async throws -> Void)] = [
    ("one row by its key", { contender, number in _ = try await contender.pointRead(number % postCount + 1) }),
    (
        "50 rows with a relation",
        { contender, number in
            let found = try await contender.page(after: number % (postCount - 100))
            guard found == 50 else { fatalError("\(found) rows in place of 50") }
        }
    ),
    ("one row added, durable", { contender, number in try await contender.insert(number) }),
]
func compare(_ ours: any Contender, _ theirs: any Contender) async throws {
    for (what, job) in measures {
        var (mine, other) = ([Double](), [Double]())
        for round in 0..<rounds {
            for isOurs in round % 2 == 0 ? [true, false] : [false, true] {
                let found = try await rate { try await job(isOurs ? ours : theirs, $0) }
                if isOurs { mine.append(found) } else { other.append(found) }
            }
        }
        let line: [String: Any] = ["what": what, "satchel": median(mine), "peer": median(other)]
        print(String(decoding: try JSONSerialization.data(withJSONObject: line), as: UTF8.self))
    }
}

/// Whatever is measured, on tables that are filled.
func opened(_ url: String) async throws -> RepositoryContender {
    let logger = Logger(label: "bench")
    let database: any DatabaseEngine =
        switch engine {
        case "sqlite": try SQLiteEngine(path: url)
        case "postgres": try PostgresEngine(ServerURL(url), logger: logger)
        default: try MySQLEngine(ServerURL(url), logger: logger)
        }
    let contender = RepositoryContender(database)
    try await contender.fill()
    return contender
}

let ours = try await opened(engine == "sqlite" ? place + "/satchel.sqlite" : place)
switch engine {
case "sqlite":
    await (try opened(place + "/grdb.sqlite")).database.close()
    try await compare(ours, GRDBContender(path: place + "/grdb.sqlite"))
case "postgres": try await compare(ours, BarePostgresContender(url: place))
default: try await compare(ours, BareMySQLContender(ServerURL(place)))
}
await ours.database.close()
