extension CrontabLine {
    /// The next time after a moment by the clock on a zone's walls, in seconds since 1970, UTC.
    ///
    /// 1. A line with set hours happens once on each of its days. Where the clock is put forward over its time, it happens as long after
    ///    midnight as if it were not; where the clock is put back and its time comes twice, it happens the first time (RFC 5545, section
    ///    3.3.5, reads times so).
    /// 2. A line of every hour (its hour field begins with `*`) follows the clock as it runs: through both of two equal hours, and
    ///    never in one that there is not.
    func next(after moment: Int64, in zone: Zone) -> Int64? {
        var moment = moment
        var span = zone.span(at: moment)
        while true {
            if let found = next(after: moment, within: span) { return found }
            // A line that never comes is refused when it is read, so some span has it.
            guard let end = span.end else { return nil }
            moment = end - 1
            span = zone.span(at: end)
        }
    }

    private func next(after moment: Int64, within span: Zone.Span) -> Int64? {
        let candidates = [regular(after: moment, within: span), skipped(after: moment, within: span)]
        return candidates.compactMap(\.self).filter { moment in span.end.map { moment < $0 } ?? true }.min()
    }

    private func regular(after moment: Int64, within span: Zone.Span) -> Int64? {
        var local = moment + span.offset
        // What was on the clock before it was put back has happened.
        if let start = span.start, !isOfEveryHour { local = max(local, start + span.offsetBefore - 1) }
        return next(after: local).map { $0 - span.offset }
    }

    /// What was to happen while the clock was put forward at the span's beginning.
    private func skipped(after moment: Int64, within span: Zone.Span) -> Int64? {
        guard let start = span.start, span.offsetBefore < span.offset, !isOfEveryHour,
            let local = next(after: max(moment, start - 1) + span.offsetBefore), local < start + span.offset
        else { return nil }
        return local - span.offsetBefore
    }
}
