import Web

// What the plots of the overview say.

extension Texts {
    var signUps: Text { Text("admin.sign-ups") }
    var signIns: Text { Text("admin.sign-ins") }
    var refusedSignIns: Text { Text("admin.refused-sign-ins") }
    var failedAnswers: Text { Text("admin.failed-answers") }
    var latency: Text { Text("admin.latency") }
    var median: Text { Text("admin.median") }
    var within95: Text { Text("admin.within-95") }
    var storeCalls: Text { Text("admin.store-calls") }
    var storeReads: Text { Text("admin.store-reads") }
    var storeWrites: Text { Text("admin.store-writes") }
    var storeCost: Text { Text("admin.store-cost") }
    var day: Text { Text("admin.day") }
    var hour: Text { Text("admin.hour") }

    func chart(sum: Int, from: Text, to: Text, highest: Int) -> Text {
        Text(
            "admin.chart", ["sum": .number(sum), "from": .nested(from), "to": .nested(to), "highest": .number(highest)])
    }

    func latency(count: Int, slowest: Text) -> Text {
        Text("admin.latency-summary", ["count": .number(count), "slowest": .nested(slowest)])
    }

    func storeCalls(reads: Int, writes: Int) -> Text {
        Text("admin.store-summary", ["reads": .number(reads), "writes": .number(writes)])
    }

    func storeCost(sum: Text, highest: Text) -> Text {
        Text("admin.cost-summary", ["sum": .nested(sum), "highest": .nested(highest)])
    }
}
