import HTTP
import HTTPTypes
import Testing
@testable import Web

@Suite("W3C trace context")
struct TraceContextTests {
    private static let trace = "4bf92f3577b34da6a3ce929d0e0e4736"
    private static let span = "00f067aa0ba902b7"

    private func fields(_ lines: [(String, String)]) throws -> RequestFields {
        var fields = HTTPFields()
        for (name, value) in lines { fields.append(HTTPField(name: try #require(HTTPField.Name(name)), value: value)) }
        return RequestFields(fields)
    }

    @Test(
        "a well-formed field is taken",
        arguments: [
            ("00-\(trace)-\(span)-01", true), ("00-\(trace)-\(span)-00", false), ("00-\(trace)-\(span)-0b", true),
            ("00-\(trace)-\(span)-fa", false), ("cc-\(trace)-\(span)-01", true), ("cc-\(trace)-\(span)-01-what-comes", true),
        ])
    func taken(text: String, isSampled: Bool) throws {
        let context = try #require(TraceContext(fields([("traceparent", text), ("tracestate", "a=1"), ("tracestate", "b=2")])))
        #expect(context.traceID == Self.trace && context.parentID == Self.span && context.isSampled == isSampled)
        #expect(context.state == "a=1, b=2")
        #expect(context.spanID != Self.span && context.spanID.utf8.count == 16)
        #expect(context.traceparent == "00-\(Self.trace)-\(context.spanID)-\(isSampled ? "01" : "00")")
    }

    @Test(
        "what is malformed counts as not sent",
        arguments: [
            "", "00", "00-\(trace)-\(span)", "00-\(trace)-\(span)-1", "00-\(trace)-\(span)-01-", "00-\(trace)-\(span)-01-more",
            "ff-\(trace)-\(span)-01", "cc-\(trace)-\(span)-011", "00-\(trace.uppercased())-\(span)-01",
            "00-00000000000000000000000000000000-\(span)-01", "00-\(trace)-0000000000000000-01", "00_\(trace)-\(span)-01",
            "00-\(trace)-\(span)-0g",
        ])
    func malformed(text: String) throws {
        #expect(TraceContext(try fields([("traceparent", text)])) == nil)
    }

    @Test("two fields are none, and too much state is dropped")
    func bounds() throws {
        let right = "00-\(Self.trace)-\(Self.span)-01"
        #expect(TraceContext(try fields([("traceparent", right), ("traceparent", right)])) == nil)
        let long = "a=" + String(repeating: "x", count: 600)
        #expect(try #require(TraceContext(fields([("traceparent", right), ("tracestate", long)]))).state == nil)
    }

    @Test("a trace that begins here has ids of its own")
    func new() throws {
        let (one, other) = (TraceContext(), TraceContext())
        #expect(one.traceID != other.traceID && one.parentID == nil && !one.isSampled)
        let again = try #require(TraceContext(fields([("traceparent", one.traceparent)])))
        #expect(again.traceID == one.traceID && again.parentID == one.spanID)
    }
}
