import Web

/// Counts by day as bars, for an inline SVG: the template draws, this only measures. In units of the drawing, whose size is
/// ``width`` by ``height``.
struct BarChart: Sendable {
    let title: Text
    /// One for each count.
    let labels: [Text]
    let counts: [Int]

    static let width = 600
    static let height = 120
    private static let gap = 2

    var variables: [String: any Sendable] {
        let highest = max(counts.max() ?? 0, 1)
        let step = Self.width / max(counts.count, 1)
        let bars = zip(labels, counts).enumerated().map { index, bar -> [String: any Sendable] in
            let height = bar.1 == 0 ? 0 : max(Self.height * bar.1 / highest, 2)
            return [
                "label": bar.0, "count": bar.1, "x": index * step, "y": Self.height - height, "width": step - Self.gap,
                "height": height,
            ]
        }
        return [
            "title": title, "bars": bars, "sum": counts.reduce(0, +), "highest": counts.max() ?? 0,
            "from": labels.first ?? Text(verbatim: ""),
            "to": labels.last ?? Text(verbatim: ""), "width": Self.width, "height": Self.height,
        ]
    }
}
