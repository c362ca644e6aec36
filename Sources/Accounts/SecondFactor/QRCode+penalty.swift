extension QRCode {
    /// How much a masked code looks like function patterns, by the points of ISO/IEC 18004, section 7.8.3.1.
    var penalty: Int {
        let rows = (0..<size).map { y in (0..<size).map { x in self[x, y] } }
        let columns = (0..<size).map { x in (0..<size).map { y in self[x, y] } }
        let lines = (rows + columns).reduce(0) { $0 + Self.runs(in: $1) + Self.finders(in: $1) }
        let dark = rows.joined().count { $0 }
        // Ten points for each whole five per cent away from a half.
        let balance = abs(dark * 20 - size * size * 10) / (size * size) * 10
        return lines + blocks(rows) + balance
    }

    /// Five in a row of one colour: three points, and one for each more.
    private static func runs(in line: [Bool]) -> Int {
        var (points, length) = (0, 1)
        for index in 1...line.count {
            if index < line.count, line[index] == line[index - 1] {
                length += 1
                continue
            }
            if length >= 5 { points += length - 2 }
            length = 1
        }
        return points
    }

    /// What looks like a finder with light beside it: forty points.
    private static func finders(in line: [Bool]) -> Int {
        let finder = [true, false, true, true, true, false, true]
        let light = Array(repeating: false, count: 4)
        let (before, after) = (light + finder, finder + light)
        return (0...(line.count - before.count)).reduce(0) { points, start in
            let part = line[start..<start + before.count]
            return points + (part.elementsEqual(before) || part.elementsEqual(after) ? 40 : 0)
        }
    }

    /// Squares of four of one colour: three points.
    private func blocks(_ rows: [[Bool]]) -> Int {
        var points = 0
        for y in 1..<size {
            for x in 1..<size {
                let colour = rows[y][x]
                if rows[y - 1][x] == colour, rows[y][x - 1] == colour, rows[y - 1][x - 1] == colour { points += 3 }
            }
        }
        return points
    }
}
