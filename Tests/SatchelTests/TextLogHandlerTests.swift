import Foundation
import Logging
import Testing

@testable import Satchel

@Suite("Log lines as text")
struct TextLogHandlerTests {
    private struct Failure: Error, CustomStringConvertible {
        var description: String { "it broke" }
    }

    /// What a handler writes, without the times.
    private func lines(_ handler: (String, Int32) -> any LogHandler, _ say: (inout Logger) -> Void) throws -> [Substring] {
        let pipe = Pipe()
        let descriptor = pipe.fileHandleForWriting.fileDescriptor
        var logger = Logger(label: "test") { handler($0, descriptor) }
        say(&logger)
        try pipe.fileHandleForWriting.close()
        let text = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        return text.split(separator: "\n", omittingEmptySubsequences: false).map { $0.dropFirst(24) }
    }

    /// swift-log's own handler, into a pipe.
    private struct PipeStream: TextOutputStream {
        let descriptor: Int32
        func write(_ text: String) { Terminal(descriptor: descriptor).write(text) }
    }

    @Test("lines are those of swift-log's own handler")
    func same() throws {
        func say(_ logger: inout Logger) {
            logger.logLevel = .trace
            logger.info("request")
            logger.info("request", metadata: ["b": "2", "a": "x y", "list": ["1", "2"], "map": ["k": "v"], "number": "\(7)"])
            logger[metadataKey: "base"] = "of the logger"
            logger[metadataKey: "a"] = "of the logger"
            logger.warning("two", metadata: ["a": "said here", "c": .stringConvertible(1.5)], source: "Elsewhere")
            logger.error("three", error: Failure(), metadata: ["a": "é"])
            logger.trace("four")
        }
        let ours = try lines({ TextLogHandler(label: $0, output: Terminal(descriptor: $1)) }, say)
        let theirs = try lines({ StreamLogHandler(label: $0, stream: PipeStream(descriptor: $1)) }, say)
        #expect(ours == theirs)
        #expect(ours.count == 6 && ours[2].hasPrefix(" warning test: a=said here base=of the logger c=1.5 [Elsewhere] two"))
    }

    @Test("what a visitor sent ends no line and moves no cursor")
    func hostile() throws {
        let hostile = "a\nerror satchel: forged\r\u{1b}[31m\u{9b}2J\u{7f}\u{2028}\"\\é"
        let lines = try lines({ TextLogHandler(label: $0, output: Terminal(descriptor: $1)) }) { logger in
            logger.info("\(hostile)", metadata: ["path": "\(hostile)", "list": ["\(hostile)"]])
        }
        let safe = #"a\nerror satchel: forged\r\u001b[31m\u009b2J\u007f\u2028"\é"#
        #expect(lines.count == 2 && lines[1].isEmpty)
        #expect(lines[0].contains("path=\(safe) ") && lines[0].hasSuffix(" \(safe)"))
        #expect(!lines[0].unicodeScalars.contains { $0.value < 0x20 || (0x7F...0x9F).contains($0.value) })
    }

    @Test("a line begins with the time of the place, as ISO 8601")
    func time() throws {
        let pipe = Pipe()
        let before = Date(timeIntervalSince1970: Date().timeIntervalSince1970.rounded(.down))
        TextLogHandler(label: "test", output: Terminal(descriptor: pipe.fileHandleForWriting.fileDescriptor)).log(
            event: LogEvent(
                level: .info, message: "now", error: nil, metadata: nil, source: "Here", file: #fileID, function: #function,
                line: #line))
        try pipe.fileHandleForWriting.close()
        let text = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        let formatter = DateFormatter()
        formatter.locale = Locale(identifier: "en_US_POSIX")
        formatter.dateFormat = "yyyy-MM-dd'T'HH:mm:ssZ"
        let said = try #require(formatter.date(from: String(text.prefix(24))))
        #expect(before <= said && said <= Date())
        #expect(text.dropFirst(24) == " info test: [Here] now\n")
    }
}
