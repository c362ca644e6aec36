import Database
import Web

/// The plots of the overview: what people did, by the audit log; what this process refused, how fast it answered and what it asked of the
/// bucket, by its own figures.
struct DashboardCharts: Sendable {
    let texts: Texts
    let now: Int

    private static let day = 86_400
    private static let hour = 3600

    /// The seconds at which the last thirty days began.
    var days: [Int] {
        let today = now - now % Self.day
        return Array(stride(from: today - (SiteFigures.days - 1) * Self.day, through: today, by: Self.day))
    }

    private var hours: [Int] {
        let last = now - now % Self.hour
        return Array(stride(from: last - (SiteFigures.hours - 1) * Self.hour, through: last, by: Self.hour))
    }

    /// A count by day.
    func daily(_ id: String, _ title: Text, _ counts: [Int: Int], look: String = "first") -> BarChart {
        let values = days.map { counts[$0] ?? 0 }
        let summary = texts.chart(
            sum: values.reduce(0, +), from: texts.date(days[0]), to: texts.date(now), highest: values.max() ?? 0)
        return BarChart(
            id: id, title: title, summary: summary, scale: texts.day, labels: days.map(texts.date),
            series: [BarChart.Series(name: title, values: values.map(Double.init), look: look)])
    }

    /// Median and 95th percentile of each hour.
    func latency(_ figures: SiteFigures) -> BarChart {
        let times = figures.times
        let milliseconds: @Sendable (Double) -> Text = { Text("milliseconds", ["count": .text(Self.decimal($0 * 1000))]) }
        let (median, most) = (hours.map { times[$0]?.quantile(0.5) ?? 0 }, hours.map { times[$0]?.quantile(0.95) ?? 0 })
        return BarChart(
            id: "latency", title: texts.latency,
            summary: texts.latency(
                count: hours.reduce(0) { $0 + (times[$1]?.count ?? 0) }, slowest: milliseconds(most.max() ?? 0)),
            scale: texts.hour, labels: hours.map(texts.moment),
            series: [
                BarChart.Series(name: texts.within95, values: most, look: "second", words: milliseconds),
                BarChart.Series(name: texts.median, values: median, words: milliseconds),
            ])
    }

    /// Calls to the bucket by day, and what the store asks for them.
    func store(_ figures: SiteFigures) -> [BarChart] {
        let (reads, writes) = (figures.counts(of: StoreCall.read.rawValue), figures.counts(of: StoreCall.write.rawValue))
        let (read, written) = (days.map { Double(reads[$0] ?? 0) }, days.map { Double(writes[$0] ?? 0) })
        let calls = BarChart(
            id: "store", title: texts.storeCalls,
            summary: texts.storeCalls(reads: Int(read.reduce(0, +)), writes: Int(written.reduce(0, +))),
            scale: texts.day, labels: days.map(texts.date),
            series: [
                BarChart.Series(name: texts.storeWrites, values: written),
                BarChart.Series(name: texts.storeReads, values: read, look: "second"),
            ], isStacked: true)
        let dollars = zip(read, written).map { $0 * StoreCall.read.price + $1 * StoreCall.write.price }
        let words: @Sendable (Double) -> Text = { Text(verbatim: "$" + Self.decimal($0)) }
        let cost = BarChart(
            id: "cost", title: texts.storeCost,
            summary: texts.storeCost(sum: words(dollars.reduce(0, +)), highest: words(dollars.max() ?? 0)),
            scale: texts.day, labels: days.map(texts.date),
            series: [BarChart.Series(name: texts.storeCost, values: dollars, words: words)])
        return [calls, cost]
    }

    /// Three digits that count: `0.00123`, `4.56`, `1230`.
    static func decimal(_ value: Double) -> String {
        guard value > 0, value.isFinite else { return "0" }
        var (digits, exponent) = (value, 0)
        while digits < 100, exponent < 9 { (digits, exponent) = (digits * 10, exponent + 1) }
        let whole = String(Int(digits.rounded()))
        guard exponent > 0 else { return whole }
        let padded = String(repeating: "0", count: max(0, exponent + 1 - whole.count)) + whole
        var text = "\(padded.dropLast(exponent)).\(padded.suffix(exponent))"
        while text.last == "0" { text.removeLast() }
        return text.last == "." ? String(text.dropLast()) : text
    }
}
