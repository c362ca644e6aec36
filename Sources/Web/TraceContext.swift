public import HTTP
import HTTPTypes
import Secrets

// W3C Trace Context, level 1 (https://www.w3.org/TR/trace-context/):
//
//     traceparent: 00-TRACE-PARENT-FLAGS       32, 16 and 2 hexadecimal digits in lower case
//     tracestate:  VENDOR=TEXT,…               handed on as it came
//
// 1. What is malformed, all zeros or of version ff is as if it had not come: a new trace begins, and its state is dropped (section 3.2.2).
// 2. A higher version is read as far as this one goes, and handed on as version 00 (section 4.3).

/// Where a request stands in a trace that goes through several systems.
///
/// The ids are names for logs and nothing else: anybody may send any.
public struct TraceContext: Sendable, Hashable {
    /// Names the whole of it: 32 hexadecimal digits.
    public let traceID: String
    /// The caller's step; `nil` where the trace begins here.
    public let parentID: String?
    /// This request's own step: 16 hexadecimal digits.
    public let spanID: String
    /// Whether the caller keeps what it learns of this trace.
    public let isSampled: Bool
    /// What other systems wrote for themselves (`tracestate`).
    public let state: String?

    /// So many bytes of `tracestate` are handed on (section 3.3.1.5); more are dropped.
    private static let stateBytes = 512

    /// A trace that begins here.
    public init() {
        traceID = Self.random(bytes: 16)
        parentID = nil
        spanID = Self.random(bytes: 8)
        isSampled = false
        state = nil
    }

    /// The trace that a request names; `nil` where it names none.
    public init?(_ headers: RequestFields) {
        let lines = headers[values: .traceparent]
        guard lines.count == 1, let parent = Parent(lines[0]) else { return nil }
        traceID = parent.trace
        parentID = parent.span
        spanID = Self.random(bytes: 8)
        isSampled = parent.isSampled
        state = headers[.tracestate].flatMap { $0.utf8.count <= Self.stateBytes ? $0 : nil }
    }

    /// The field for a request that this one makes elsewhere; ``state`` goes as `tracestate` beside it.
    public var traceparent: String { "00-\(traceID)-\(spanID)-\(isSampled ? "01" : "00")" }

    private static func random(bytes: Int) -> String {
        let digits = Array("0123456789abcdef".utf8)
        // The last bit is set: all zeros are no id.
        var random = Randomness.bytes(bytes)
        random[bytes - 1] |= 1
        return String(decoding: random.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }

    /// The field, taken apart.
    private struct Parent {
        let trace: String
        let span: String
        let isSampled: Bool

        init?(_ text: String) {
            let bytes = Array(text.utf8)
            guard bytes.count >= 55, [2, 35, 52].allSatisfy({ bytes[$0] == UInt8(ascii: "-") }) else { return nil }
            let fields = [0..<2, 3..<35, 36..<52, 53..<55].map { Array(bytes[$0]) }
            guard fields.allSatisfy({ $0.allSatisfy(Self.isDigit) }) else { return nil }
            let version = String(decoding: fields[0], as: UTF8.self)
            guard version != "ff", bytes.count == 55 || version != "00" && bytes[55] == UInt8(ascii: "-") else { return nil }
            guard fields[1...2].allSatisfy({ !$0.allSatisfy { $0 == UInt8(ascii: "0") } }) else { return nil }
            trace = String(decoding: fields[1], as: UTF8.self)
            span = String(decoding: fields[2], as: UTF8.self)
            // The lowest bit of the flags, so that of the last digit (section 3.2.2.5.1).
            isSampled = fields[3][1] & 1 == (fields[3][1] >= UInt8(ascii: "a") ? 0 : 1)
        }

        private static func isDigit(_ byte: UInt8) -> Bool {
            (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte)
        }
    }
}
