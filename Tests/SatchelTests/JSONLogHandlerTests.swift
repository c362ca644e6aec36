import Foundation
import Logging
import Testing

@testable import Satchel

@Suite("Log lines as JSON")
struct JSONLogHandlerTests {
    private struct Failure: Error, CustomStringConvertible {
        var description: String { "it broke" }
    }

    @Test("a line is one object, whatever a visitor sent")
    func line() throws {
        let pipe = Pipe()
        var logger = Logger(label: "test") {
            JSONLogHandler(label: $0, output: Terminal(descriptor: pipe.fileHandleForWriting.fileDescriptor))
        }
        logger[metadataKey: "request"] = "7"
        let hostile = "a\"b\\c\nd\u{1b}[31m\u{2028}é"
        logger.info("\(hostile)", error: Failure(), metadata: ["path": "\(hostile)", "list": ["a", "b"], "map": ["k": "v"]])
        try pipe.fileHandleForWriting.close()
        let text = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        #expect(text.filter { $0 == "\n" }.count == 1 && !text.contains("\u{1b}"))
        let object = try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
        #expect(object["message"] as? String == hostile)
        #expect(object["path"] as? String == hostile)
        #expect(object["level"] as? String == "info")
        #expect(object["logger"] as? String == "test")
        #expect(object["request"] as? String == "7")
        #expect(object["error.message"] as? String == "it broke")
        #expect(object["list"] as? [String] == ["a", "b"])
        #expect(object["map"] as? [String: String] == ["k": "v"])
        let time = try #require(object["time"] as? String)
        #expect(time.wholeMatch(of: /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/) != nil)
    }
}
