// A site that reads or writes one row for each request: what a database in a bucket is measured by.
//
//   GET  /read         the row of a random number
//   POST /write        adds one to the row of a random number, and to the sum
//   GET  /sum          how often that was done
//   GET  /ballast?rows=N   the length of one row of the first N of the ballast
//   GET  /selects?count=N   N point selects one after the other, each a transaction: nanoseconds for one
//   POST /fill?megabytes=N   N MB of rows that don't compress
//
// WRITES_PER_COMMIT=1 in the environment switches grouping off: what it gives is measured by that.

import Satchel

private let rows = 1000

var settings = Settings.load()
if let limit = settings.value("WRITES_PER_COMMIT").flatMap({ Int($0) }),
    case .bucket(let name, let key, var options) = settings.database
{
    options.writesPerCommit = limit
    settings.database = .bucket(name: name, key: key, options: options)
}

var app = App(settings)
app.migrations.append(
    Migration(
        module: "bench", number: 1, name: "rows",
        up: """
            CREATE TABLE counters (id INTEGER PRIMARY KEY, count INTEGER NOT NULL);
            WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < \(rows)) INSERT INTO counters SELECT i, 0 FROM n;
            CREATE TABLE ballast (id INTEGER PRIMARY KEY, bytes BLOB NOT NULL);
            """))

app.get("/read", options: [.quiet, .stateless]) { context in
    let id = Int.random(in: 1...rows)
    let count: Int? = try await context.database.read {
        try $0.scalar("SELECT count FROM counters WHERE id = ?", [id])
    }
    return "\(count ?? -1)"
}

app.post("/write", options: [.quiet, .stateless]) { context in
    let id = Int.random(in: 1...rows)
    try await context.database.write {
        _ = try $0.execute("UPDATE counters SET count = count + 1 WHERE id IN (0, ?)", [id])
    }
    return "written"
}

app.get("/sum", options: [.quiet, .stateless]) { context in
    let count: Int? = try await context.database.read { try $0.scalar("SELECT count FROM counters WHERE id = 0") }
    return "\(count ?? -1)"
}

app.get("/ballast", options: [.quiet, .stateless]) { context in
    let id = Int.random(in: 1...(context.query["rows"].flatMap { Int($0) } ?? rows))
    let length: Int? = try await context.database.read { try $0.scalar("SELECT length(bytes) FROM ballast WHERE id = ?", [id]) }
    return "\(length ?? -1)"
}

app.get("/selects", options: [.quiet, .stateless]) { context in
    let count = context.query["count"].flatMap { Int($0) } ?? 1000
    let database = context.database
    let start = ContinuousClock.now
    for number in 0..<count {
        let id = 1 + number * 7919 % rows
        _ = try await database.readBriefly { try $0.scalar("SELECT count FROM counters WHERE id = ?", [id], as: Int.self) }
    }
    return "\((ContinuousClock.now - start) / .nanoseconds(1) / Double(count))"
}

app.post("/fill", options: [.quiet, .stateless]) { context in
    let megabytes = context.query["megabytes"].flatMap { Int($0) } ?? 1
    try await context.database.write {
        for _ in 0..<megabytes * 100 { _ = try $0.execute("INSERT INTO ballast (bytes) VALUES (randomblob(10000))") }
    }
    return "filled"
}

await app.run()
