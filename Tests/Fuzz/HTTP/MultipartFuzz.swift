/// `multipart/form-data`.
///
/// 1. Cut anywhere, the same bytes give the same parts, or are refused as well.
/// 2. Limits hold.
enum MultipartFuzz {
    private struct Field: Equatable {
        let part: MultipartPart
        var bytes: [UInt8]
    }

    private static let limits: [MultipartParser.Limits] = [
        .init(), .init(parts: 3, headBytes: 90, partBytes: 40, totalBytes: 1 << 20),
    ]

    static func run(_ bytes: [UInt8]) {
        var chance = Chance(bytes)
        for limits in limits {
            let whole = read([bytes], limits)
            let pieces = chance.pieces(of: bytes)
            let cut = read(pieces, limits)
            must(whole == cut, "whole: \(show(whole))\ncut into \(pieces.map(\.count)): \(show(cut))")
            guard let whole else { continue }
            must(whole.count <= limits.parts && whole.allSatisfy { $0.bytes.count <= limits.partBytes }, "a limit was passed")
        }
    }

    /// `nil` where it is refused.
    private static func read(_ pieces: [[UInt8]], _ limits: MultipartParser.Limits) -> [Field]? {
        do throws(FormError) {
            var parser = try MultipartParser(boundary: "XYZ", limits: limits)
            var fields: [Field] = []
            for piece in pieces {
                for event in try parser.feed(piece) {
                    switch event {
                    case .begin(let part): fields.append(Field(part: part, bytes: []))
                    case .content(let bytes): fields[fields.count - 1].bytes += bytes
                    case .end: break
                    }
                }
            }
            try parser.finish()
            return fields
        } catch {
            return nil
        }
    }

    private static func show(_ fields: [Field]?) -> String {
        fields.map { "\($0.map { "\($0.part) \($0.bytes.count) bytes" })" } ?? "refused"
    }
}
