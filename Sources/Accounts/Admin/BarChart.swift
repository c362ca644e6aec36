import Web

/// Values by day or hour as bars, for an inline SVG and for a table of the same: the template draws, this only measures. In units of the
/// drawing, whose size is ``width`` by ``height``.
struct BarChart: Sendable {
    /// One kind of bar. Those of one place stand on each other, or before each other: the higher ones come first then.
    struct Series: Sendable {
        let name: Text
        let values: [Double]
        /// A class of `style.css`.
        var look = "first"
        /// How a value is said.
        var words: @Sendable (Double) -> Text = { Text("number", ["count": .number(Int($0))]) }
    }

    /// Names its elements in the page.
    let id: String
    let title: Text
    /// What the drawing shows, in a sentence.
    let summary: Text
    /// What the places are: days, hours.
    let scale: Text
    /// One for each place.
    let labels: [Text]
    let series: [Series]
    /// Whether the series add up.
    var isStacked = false

    static let width = 600
    static let height = 120
    private static let gap = 2

    var variables: [String: any Sendable] {
        let bars = bars
        return [
            "has_bars": !bars.isEmpty, "id": id, "title": title, "summary": summary, "bars": bars, "width": Self.width,
            "height": Self.height,
            "columns": [scale] + series.map(\.name), "rows": rows, "legend": legend,
        ]
    }

    /// A name for each look, where there are several.
    private var legend: [[String: any Sendable]] {
        series.count < 2 ? [] : series.map { ["name": $0.name, "look": $0.look] }
    }

    /// Places where nothing happened are left out: most of a young site's would be.
    private var rows: [[String: any Sendable]] {
        labels.indices.filter { place in series.contains { $0.values[place] > 0 } }.reversed().map { place in
            ["label": labels[place], "cells": series.map { $0.words($0.values[place]) }]
        }
    }

    private var bars: [[String: any Sendable]] {
        let highest = max(labels.indices.map(top).max() ?? 0, .leastNonzeroMagnitude)
        return labels.indices.flatMap { place -> [[String: any Sendable]] in
            var ground = 0.0
            return series.compactMap { series in
                let value = series.values[place]
                guard value > 0 else { return nil }
                let height = max(Int(Double(Self.height) * value / highest), 2)
                let below = Int(Double(Self.height) * ground / highest)
                if isStacked { ground += value }
                return [
                    "label": labels[place], "name": series.name, "value": series.words(value), "look": series.look,
                    "x": left(of: place), "y": max(Self.height - below - height, 0),
                    "width": left(of: place + 1) - left(of: place) - Self.gap, "height": height,
                ]
            }
        }
    }

    private func left(of place: Int) -> Int { place * Self.width / max(labels.count, 1) }

    private func top(of place: Int) -> Double {
        let values = series.map { $0.values[place] }
        return isStacked ? values.reduce(0, +) : values.max() ?? 0
    }
}
