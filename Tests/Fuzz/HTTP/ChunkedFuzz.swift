/// Chunked bodies.
///
/// 1. Cut anywhere, and taken out in pieces of any size, the same bytes give the same content, trailers, end and refusal.
/// 2. What stands between the content is bounded, whatever is sent: nobody makes the server read for ever.
/// 3. What is written is read as the same.
enum ChunkedFuzz {
    private struct Outcome: Equatable {
        var body: [UInt8] = []
        var used = 0
        var trailers: [FormField] = []
        var isFinished = false
        var refusal: RequestRefusal?
    }

    static func run(_ bytes: [UInt8]) {
        var chance = Chance(bytes)
        for limits in [ChunkedDecoder.Limits(), .init(extensionBytes: 16, trailerBytes: 32)] {
            let whole = decode([bytes], limits, capacity: .max)
            let pieces = chance.pieces(of: bytes)
            let cut = decode(pieces, limits, capacity: 1 + chance.below(64))
            must(whole == cut, "whole: \(whole)\ncut into \(pieces.map(\.count)): \(cut)")
            checkOverhead(whole, limits)
        }
        checkLimit(bytes, pieces: chance.pieces(of: bytes), limit: chance.below(64))
        checkWriting(pieces: chance.pieces(of: bytes))
    }

    /// Takes out what was decoded whenever it has grown to `capacity`, as a connection does.
    private static func decode(_ pieces: [[UInt8]], _ limits: ChunkedDecoder.Limits, capacity: Int) -> Outcome {
        var decoder = ChunkedDecoder(limits: limits)
        var outcome = Outcome()
        do throws(RequestRefusal) {
            for var piece in pieces {
                while !piece.isEmpty, !decoder.isFinished {
                    var output: [UInt8] = []
                    // What came out before a refusal counts as well.
                    defer { outcome.body += output }
                    let used = try decoder.decode(piece.span, into: &output, capacity: capacity)
                    must(used > 0 && used <= piece.count, "\(used) of \(piece.count) bytes were used")
                    must(output.count <= capacity, "\(output.count) bytes came, \(capacity) were asked for")
                    outcome.used += used
                    piece.removeFirst(used)
                }
            }
        } catch {
            outcome.refusal = error
            // How far it looked before it refused is its own affair.
            outcome.used = 0
        }
        outcome.isFinished = decoder.isFinished
        outcome.trailers = decoder.trailers
        return outcome
    }

    /// A byte of content costs at most a chunk of its own: 16 digits and two line ends.
    private static func checkOverhead(_ outcome: Outcome, _ limits: ChunkedDecoder.Limits) {
        let most = outcome.body.count * 21 + 64 + limits.extensionBytes + 2 * limits.trailerBytes
        must(outcome.used <= most, "\(outcome.used) bytes were read for \(outcome.body.count) bytes of content")
    }

    /// One more byte than the limit is refused, whatever else is wrong.
    private static func checkLimit(_ bytes: [UInt8], pieces: [[UInt8]], limit: Int) {
        for cut in [[bytes], pieces] {
            guard var decoder = try? BodyDecoder(.chunked, limit: limit) else { return must(false, "a limit is refused") }
            var body: [UInt8] = []
            let isTaken = cut.allSatisfy { (try? decoder.decode($0.span, into: &body)) != nil }
            must(!isTaken || body.count <= limit, "\(body.count) bytes were taken, the limit is \(limit)")
        }
    }

    private static func checkWriting(pieces: [[UInt8]]) {
        var written: [UInt8] = []
        for piece in pieces { ChunkedEncoder.append(piece, to: &written) }
        ChunkedEncoder.appendEnd(trailers: [FormField(name: "X-Sum", value: "1")], to: &written)
        let read = decode([written], .init(), capacity: .max)
        must(read.isFinished && read.body == Array(pieces.joined()), "what was written is read as \(read)")
        must(read.trailers == [FormField(name: "X-Sum", value: "1")], "the trailer is read as \(read.trailers)")
    }
}
