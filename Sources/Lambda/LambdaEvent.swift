import FoundationEssentials

/// What Lambda hands over, by its shape: each service has its own.
enum LambdaEvent {
    /// A request of API Gateway, a Function URL or a load balancer.
    case request(HTTPEvent)
    /// EventBridge's, of a rule or a schedule without an input of its own.
    case schedule
    /// `{}`, or `{"health": …}`: sent by hand or by a monitor.
    case test

    /// - Throws: ``EventError``
    init(_ json: [UInt8]) throws(EventError) {
        let shape = try Self.decode(Shape.self, json)
        if shape.isRequest {
            self = .request(try Self.decode(HTTPEvent.self, json))
        } else if shape.source == "aws.events" || shape.source == "aws.scheduler" {
            self = .schedule
        } else if shape.health || shape.isEmpty {
            self = .test
        } else {
            throw .unknown(shape.summary)
        }
    }

    private static func decode<Value: Decodable>(_ type: Value.Type, _ json: [UInt8]) throws(EventError) -> Value {
        do {
            return try JSONDecoder().decode(type, from: Data(json))
        } catch let error as DecodingError {
            throw EventError(error)
        } catch {
            throw .malformed("\(error)")
        }
    }
}

/// The outermost names of an event, which tell its kind.
private struct Shape: Decodable {
    private(set) var isRequest = false
    private(set) var source: String?
    var health: Bool { names == ["health"] }
    var isEmpty: Bool { names.isEmpty }
    private var names: [String] = []
    private var recordsOf: String?

    private struct Record: Decodable {
        var eventSource: String?
        var EventSource: String?
    }

    private struct Name: CodingKey {
        var stringValue: String
        var intValue: Int? { nil }
        init(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
    }

    init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: Name.self)
        func name(_ text: String) -> Name { Name(stringValue: text) }
        names = values.allKeys.map(\.stringValue).sorted()
        isRequest = names.contains("requestContext")
        source = try? values.decodeIfPresent(String.self, forKey: name("source"))
        let records = try? values.decodeIfPresent([Record].self, forKey: name("Records"))
        recordsOf = records.flatMap { $0 }?.first.flatMap { $0.eventSource ?? $0.EventSource }
    }

    /// For the person who connected the wrong service: never values of the event but its source.
    var summary: String {
        if let recordsOf { return "of \(recordsOf.prefix(64))" }
        if let source { return "of \(source.prefix(64))" }
        return "an object of \(names.prefix(8).map { $0.prefix(32) }.joined(separator: ", "))"
    }
}
