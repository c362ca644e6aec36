import Foundation
import HTTP
import HTTPTypes
import Testing

@testable import Web

@Suite struct JSONWriterTests {
    struct Item: Codable {
        var zebra = 1
        var name: String
        var tags: [String] = []
        var flag = true
        var none: Int?
        var some: Double? = 2.5
        var at = Date(timeIntervalSince1970: 1_234_567.75)
        var inner: [String: [Int]] = ["b": [1, 2], "a": [], "a1": [3], "B": [4]]
    }

    enum Shape: String, Codable { case round }
    enum Payload: Codable { case one(Int), two(left: String, right: [Bool]) }

    /// What Foundation's encoder says, byte for byte, or neither says anything.
    private func check<Value: Encodable & Sendable>(_ value: Value, isWritten: Bool = true) {
        let written = JSONWriter.bytes(of: value)
        #expect((written != nil) == isWritten, "\(value)")
        guard let written else { return }
        let expected = try? JSON<Value>.bytesByFoundation(of: value)
        #expect(String(decoding: written, as: UTF8.self) == expected.map { String(decoding: $0, as: UTF8.self) })
    }

    @Test("Objects, lists, optionals, dates and enumerations are written as Foundation writes them")
    func shapes() {
        check([Item(name: "Ada"), Item(name: "", tags: ["x", "y/z"], none: 7, some: nil)])
        check(["b": 1, "a": 2, "ab": 3, "A": 4, "10": 5, "9": 6])
        check([3: "c", 20: "b", 100: "a"])
        check([[[Int]]]())
        check([String: String]())
        check(["x": [String?]([nil, "y"])])
        check([Shape.round])
        check(Shape.round)
        check(true)
        check(Int?.none)
        check([Date(timeIntervalSince1970: 0), Date(timeIntervalSince1970: 1e9 + 0.9)])
    }

    @Test("Every character is escaped as Foundation escapes it")
    func text() {
        for code in 0..<0x300 { if let scalar = Unicode.Scalar(UInt32(code)) { check("a\(scalar)b") } }
        check("\u{2028}\u{2029}\u{FEFF}\u{FFFF}🇩🇪e\u{301}\"\\/\r\n")
    }

    @Test("Numbers are written as Foundation writes them")
    func numbers() {
        check([0.0, -0.0, 1, 0.1, 1e16, 1e-7, 1.5e300, .leastNonzeroMagnitude, .greatestFiniteMagnitude, .pi])
        check([Float](arrayLiteral: 0.1, 16_777_216, 1e-10, 3.4e38))
        check([Int.min, 0, .max])
        check([UInt64.max])
        check([Int8.min])
        check([UInt8.max])
        check([Int16.min, .max])
        check([UInt32.max])
        check([Int32.min])
        check([Int64.min, .max])
        check([Int128.min, .max])
        check([UInt128.max])
        check(["a": Int128.min])
        check(7 as UInt16)
        check(7.5 as Float)
        check(UInt.max)
    }

    @Test("Moments, bytes, addresses and decimals are written as Foundation writes them")
    func foundationsTypes() throws {
        check([Data(), Data([0, 255, 62, 63])])
        check(["a": try #require(URL(string: "https://example.org/a b?c=d/e#\"f", encodingInvalidCharacters: true))])
        check([URL(string: "/relative", relativeTo: URL(string: "https://example.org/x")), nil])
        check([Decimal(1), Decimal(string: "-123456789.000000000123"), Decimal.greatestFiniteMagnitude, .leastNonzeroMagnitude])
        check([Date.distantPast, .distantFuture, Date(timeIntervalSince1970: -0.5), Date(timeIntervalSince1970: -62_135_596_801)])
        check(Date(timeIntervalSince1970: 1))
        check(["at": Date?.none, "on": Date(timeIntervalSince1970: 1e10)])
        check([UUID()])
        check(1..<4)
        check(Set(["one"]))
    }

    @Test("Values made at random are written as Foundation writes them")
    func anything() {
        var source = Source(state: 20_261_126)
        var written = 0
        for _ in 0..<3000 {
            let value = Tree(from: &source, depth: 4)
            guard let bytes = JSONWriter.bytes(of: value) else { continue }
            written += 1
            let expected = try? JSON<Tree>.bytesByFoundation(of: value)
            #expect(String(decoding: bytes, as: UTF8.self) == expected.map { String(decoding: $0, as: UTF8.self) })
        }
        check([.greatestFiniteMagnitude, .leastNonzeroMagnitude, Decimal(1), Decimal(string: "-123456789.000000000123") ?? 0])
    }

    @Test("What it is not sure of it leaves to Foundation")
    func beyond() {
        check(["é": 1, "e": 2], isWritten: false)
        check(["a\"b": 1], isWritten: false)
        check([Double.nan], isWritten: false)
        check([-Float.infinity], isWritten: false)
        check(["a": Decimal.nan], isWritten: false)
        check(Payload.two(left: "x", right: [true]), isWritten: false)
        check(Nothing(), isWritten: false)
        check([Derived()], isWritten: false)
        check(Twice(), isWritten: false)
        check(Late(), isWritten: false)
        check(Catching(), isWritten: false)
        check(Kept(), isWritten: false)
        check(Nested(), isWritten: false)
        check(Asking(), isWritten: false)
    }

    struct Nothing: Encodable { func encode(to encoder: any Encoder) {} }

    enum Key: String, CodingKey { case a, b }

    class Base: Encodable, @unchecked Sendable {
        func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: Key.self)
            try container.encode(1, forKey: .a)
        }
    }

    final class Derived: Base, @unchecked Sendable {
        override func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: Key.self)
            try container.encode(2, forKey: .b)
            try super.encode(to: encoder)
        }
    }

    struct Twice: Encodable {
        func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: Key.self)
            for number in [1, 2, 3] { try container.encode(number, forKey: number == 2 ? .b : .a) }
        }
    }

    /// Writes into its own container while its member is being written.
    struct Late: Encodable {
        struct Member: Encodable {
            let write: () throws -> Void
            func encode(to encoder: any Encoder) throws {
                try write()
            }
        }

        func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: Key.self)
            let member = Member {
                var again = encoder.container(keyedBy: Key.self)
                try again.encode(2, forKey: .b)
            }
            try container.encode(member, forKey: .a)
        }
    }

    /// Goes on where a member could not be written.
    struct Catching: Encodable {
        struct Failing: Encodable {
            struct Failure: Error {}
            func encode(to encoder: any Encoder) throws {
                var container = encoder.container(keyedBy: Key.self)
                try container.encode(1, forKey: .a)
                throw Failure()
            }
        }

        func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: Key.self)
            try? container.encode(Failing(), forKey: .a)
        }
    }

    /// Writes its second member into the container of the first.
    struct Kept: Encodable {
        final class Box { var container: KeyedEncodingContainer<Key>? }
        struct Member: Encodable {
            let box: Box
            func encode(to encoder: any Encoder) throws {
                let own = encoder.container(keyedBy: Key.self)
                var container = box.container ?? own
                try container.encode(1, forKey: box.container == nil ? .a : .b)
                box.container = container
            }
        }

        func encode(to encoder: any Encoder) throws {
            let box = Box()
            var container = encoder.container(keyedBy: Key.self)
            try container.encode(Member(box: box), forKey: .a)
            try container.encode(Member(box: box), forKey: .b)
        }
    }

    struct Nested: Encodable {
        func encode(to encoder: any Encoder) throws {
            var list = encoder.unkeyedContainer()
            var object = list.nestedContainer(keyedBy: Key.self)
            var inner = object.nestedUnkeyedContainer(forKey: .b)
            try list.encode(list.count)
            try inner.encode("x")
            try object.encode(1, forKey: .a)
        }
    }

    struct Asking: Encodable {
        func encode(to encoder: any Encoder) throws {
            var container = encoder.singleValueContainer()
            try container.encode(encoder.codingPath.count)
        }
    }

    @Test("A list says how many elements it has, and its parts may be written by different hands")
    func counting() {
        struct Counting: Encodable {
            func encode(to encoder: any Encoder) throws {
                var list = encoder.unkeyedContainer()
                try list.encodeNil()
                try list.encode(list.count)
                var copy = list
                try copy.encode(["a": copy.count])
                try list.encode(list.count)
            }
        }
        check(Counting())
    }

    @Test("What can't be JSON is the same error as before", arguments: [Double.nan, .infinity])
    func errors(number: Double) async throws {
        let site = try TestSite { site in
            site.get("/") { _ in JSON(["a": number]) }
        }
        #expect(await site.send(.get, "/").status == .internalServerError)
    }

    @Test("What Foundation has to say comes out of an answer all the same")
    func answers() async throws {
        let site = try TestSite { site in
            site.get("/") { _ in JSON(["é": [URL(string: "https://example.org/a")]]) }
        }
        #expect(await site.send(.get, "/").text == #"{"é":["https://example.org/a"]}"#)
    }
}

// MARK: Values made at random

/// The same numbers in each run (SplitMix64).
private struct Source: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
        return value ^ (value >> 31)
    }
}

private indirect enum Tree: Encodable {
    case null, flag(Bool), text(String), number(Int64), large(UInt64), real(Double), small(Float)
    case date(Date), data(Data), decimal(Decimal)
    case list([Tree]), object([String: Tree]), pairs([(name: String, value: Tree)])

    init(from source: inout Source, depth: Int) {
        let count = Int.random(in: 0...5, using: &source)
        switch Int.random(in: 0..<(depth > 0 ? 16 : 10), using: &source) {
        case 0: self = .null
        case 1: self = .flag(.random(using: &source))
        case 2: self = .text(Self.text(&source, upTo: Bool.random(using: &source) ? 0x80 : 0x3000))
        case 3: self = .number(Int64(bitPattern: source.next() >> UInt64.random(in: 0...63, using: &source)))
        case 4: self = .large(source.next())
        case 5: self = .real(Double(bitPattern: source.next()))
        case 6: self = .small(Float(bitPattern: UInt32(truncatingIfNeeded: source.next())))
        case 7: self = .date(Date(timeIntervalSince1970: .random(in: -1e11...1e11, using: &source)))
        case 8: self = .data(Data((0..<count).map { _ in UInt8.random(in: .min ... .max, using: &source) }))
        case 9: self = .decimal(Decimal(Int64(bitPattern: source.next())) / 1000)
        case 10...11: self = .list((0..<count).map { _ in Tree(from: &source, depth: depth - 1) })
        case 12...13:
            let names = (0..<count).map { _ in Self.name(&source) }
            self = .object(Dictionary(names.map { ($0, Tree(from: &source, depth: depth - 1)) }) { one, _ in one })
        default: self = .pairs((0..<count).map { _ in (Self.name(&source), Tree(from: &source, depth: depth - 1)) })
        }
    }

    private static func text(_ source: inout Source, upTo end: UInt32) -> String {
        let scalars = (0..<Int.random(in: 0...30, using: &source)).compactMap { _ in
            Unicode.Scalar(UInt32.random(in: 0..<end, using: &source))
        }
        return String(String.UnicodeScalarView(scalars))
    }

    /// Mostly plain; the same may come twice.
    private static func name(_ source: inout Source) -> String {
        if Int.random(in: 0..<100, using: &source) == 0 { return text(&source, upTo: 0x300) }
        return String((0..<Int.random(in: 1...3, using: &source)).map { _ in "abAB019_-. "[source.next() % 11] })
    }

    private struct Name: CodingKey {
        let stringValue: String
        init(stringValue: String) { self.stringValue = stringValue }
        var intValue: Int? { nil }
        init?(intValue: Int) { nil }
    }

    func encode(to encoder: any Encoder) throws {
        if case .pairs(let pairs) = self {
            var container = encoder.container(keyedBy: Name.self)
            for (name, value) in pairs { try container.encode(value, forKey: Name(stringValue: name)) }
            return
        }
        var container = encoder.singleValueContainer()
        switch self {
        case .null: try container.encodeNil()
        case .flag(let flag): try container.encode(flag)
        case .text(let text): try container.encode(text)
        case .number(let number): try container.encode(number)
        case .large(let number): try container.encode(number)
        case .real(let number): try container.encode(number)
        case .small(let number): try container.encode(number)
        case .date(let date): try container.encode(date)
        case .data(let data): try container.encode(data)
        case .decimal(let number): try container.encode(number)
        case .list(let list): try container.encode(list)
        case .object(let object): try container.encode(object)
        case .pairs: break
        }
    }
}

extension String {
    fileprivate subscript(place: UInt64) -> Character { self[index(startIndex, offsetBy: Int(place))] }
}
