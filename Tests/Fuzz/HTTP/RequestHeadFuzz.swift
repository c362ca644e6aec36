import HTTPTypes

/// Request heads, one after the other, as a connection reads them.
///
/// 1. Cut anywhere, the same bytes give the same heads and the same refusal.
/// 2. A head that was taken, written as it was understood, is understood as the same: nothing can be read in two ways.
enum RequestHeadFuzz {
    static func run(_ bytes: [UInt8]) {
        var chance = Chance(bytes)
        for limits in [RequestHeadParser.Limits(), .init(requestLineBytes: 40, headBytes: 160, fields: 4)] {
            let whole = read([bytes], limits)
            let pieces = chance.pieces(of: bytes)
            let cut = read(pieces, limits)
            must(whole == cut, "whole: \(whole)\ncut into \(pieces.map(\.count)): \(cut)")
        }
    }

    /// What is found, one line for each head, at last why no more are.
    private static func read(_ pieces: [[UInt8]], _ limits: RequestHeadParser.Limits) -> [String] {
        var parser = RequestHeadParser(limits: limits)
        var buffer: [UInt8] = []
        var found: [String] = []
        do throws(RequestRefusal) {
            for piece in pieces {
                buffer += piece
                while case .head(let head, let consumed) = try parser.parse(buffer.span) {
                    must((1...buffer.count).contains(consumed), "\(consumed) of \(buffer.count) bytes were consumed")
                    must(consumed <= limits.headBytes, "a head of \(consumed) bytes was taken")
                    check(head)
                    found.append("\(consumed) \(describe(head))")
                    buffer.removeFirst(consumed)
                }
            }
        } catch {
            return found + ["\(error) \(error.status.code)"]
        }
        return found
    }

    private static func check(_ head: RequestHead) {
        must(head.target.hasPrefix("/") || head.target == "*", "the target is \(head.target)")
        let raw = head.fields.fields
        must(raw.allSatisfy { head.fields[values: $0.name].contains($0.value) }, "a field is not found by its name")
        var again = RequestHeadParser(limits: .init(requestLineBytes: 65_535, headBytes: 65_535, fields: 200))
        guard case .head(let second, let consumed)? = try? again.parse(written(head).span) else {
            return must(false, "a head that was taken is refused when it is written again: \(describe(head))")
        }
        must(consumed == written(head).count, "a head that was written again ends elsewhere")
        must(describe(second) == describe(head), "\(describe(head))\nwritten again: \(describe(second))")
    }

    private static func written(_ head: RequestHead) -> [UInt8] {
        let version = head.version == .http10 ? "HTTP/1.0" : "HTTP/1.1"
        let lines = head.fields.fields.map { "\($0.name.rawName): \($0.value)\r\n" }.joined()
        return Array("\(head.method.rawValue) \(head.target) \(version)\r\n\(lines)\r\n".utf8)
    }

    private static func describe(_ head: RequestHead) -> String {
        let fields = head.fields.fields.map { "\($0.name.rawName)=\($0.value)" }
        return
            "\(head.method) \(head.target) \(fields) \(head.version) \(head.framing) \(head.keepsAlive) \(head.expectsContinue)"
    }
}
