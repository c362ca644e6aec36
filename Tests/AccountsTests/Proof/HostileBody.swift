import HTTP
import HTTPTypes
import TestSupport
import Testing

@testable import Accounts

/// A body that no page of the site would send, drawn from a seed.
struct HostileBody: Sendable {
    let contentType: String?
    let bytes: [UInt8]
    /// The fields, where they are well-formed text that may stand in a form; `nil` where anything goes.
    let typed: [(String, String)]?

    /// - Parameters:
    ///   - names: of the fields that the route's page has, and of others.
    ///   - values: that lead further than chance would.
    static func draw(names: [String], values: [String], using random: inout SeededRandom) -> HostileBody {
        switch Int.random(in: 0..<10, using: &random) {
        case 0...3: return form(fields(names, values, &random))
        case 4...5: return json(names, values, &random)
        case 6: return multipart(fields(names, values, &random), &random)
        case 7: return random.pick([tooMuch(names, &random), tooMany(names)])
        case 8: return broken(names, &random)
        default:
            let type = random.pick([
                nil, "", "text/plain", "application/xml", "a/b;charset=latin1", "multipart/form-data", "\u{FF}",
            ])
            return HostileBody(contentType: type, bytes: noise(&random), typed: nil)
        }
    }

    /// Texts that break what was not thought through.
    static let texts = [
        "", " ", "a", "0", "-1", "true", "null", "[]", "{}", MarkupTests.payload, "' OR 1=1 --", "%_%", "\\", "\"",
        "a\r\nSet-Cookie: x=1",
        "\t\n", "👩‍👩‍👧‍👦", "שלום", "\u{202E}gnp.exe", "\u{200B}", "\u{FEFF}", "e\u{301}", "\u{1F600}", "ﷺ", "\u{2028}", "ß", "İ", "¼",
        "9223372036854775807", "9223372036854775808", "-9223372036854775809", "1e309", "NaN", "０", "2026-02-30",
        "../../etc/passwd",
        "//evil.example", "javascript:alert(1)", "$(id)", "{{app_name}}", "${7*7}", "%2541", "%00", "ada@example.org",
        "\"a b\"@example.org", "a@b", "@", "a@\(String(repeating: "b", count: 300)).example",
        String(repeating: "x", count: 101), String(repeating: "é", count: 256), String(repeating: "🙂", count: 300),
        String(repeating: "a\u{301}", count: 2000),
    ]

    private static func fields(_ names: [String], _ values: [String], _ random: inout SeededRandom) -> [(String, String)] {
        (0..<Int.random(in: 0...12, using: &random)).map { _ in
            (random.pick(names), Bool.random(using: &random) ? random.pick(texts) : random.pick(values))
        }
    }

    private static func form(_ fields: [(String, String)]) -> HostileBody {
        let text = fields.map { "\(PercentEncoding.encode($0))=\(PercentEncoding.encode($1))" }.joined(separator: "&")
        return HostileBody(contentType: "application/x-www-form-urlencoded", bytes: Array(text.utf8), typed: fields)
    }

    private static func json(_ names: [String], _ values: [String], _ random: inout SeededRandom) -> HostileBody {
        let deep = String(repeating: "[", count: 5000) + String(repeating: "]", count: 5000)
        let members = (0..<Int.random(in: 0...8, using: &random)).map { _ -> String in
            let text = "\"\(random.pick(Bool.random(using: &random) ? texts : values).unicodeScalars.map(escaped).joined())\""
            let value = random.pick([
                text, text, text, "1", "1e400", "-0.0", "true", "null", "[\(text),\(text)]", "{\"a\":\(text)}", deep,
                "\"\\ud800\"", "\"\\u0000\"",
            ])
            return "\"\(random.pick(names))\":\(value)"
        }
        let text = random.pick([
            "{\(members.joined(separator: ","))}", "{\(members.joined(separator: ","))}", "[", deep, "\u{FEFF}{}", "{\"a\":1}x",
        ])
        return HostileBody(contentType: "application/json", bytes: Array(text.utf8), typed: nil)
    }

    private static func escaped(_ scalar: Unicode.Scalar) -> String {
        scalar.value < 0x20 || scalar == "\"" || scalar == "\\"
            ? "\\u00" + (scalar.value < 16 ? "0" : "") + String(scalar.value, radix: 16) : String(scalar)
    }

    private static func multipart(_ fields: [(String, String)], _ random: inout SeededRandom) -> HostileBody {
        var text = ""
        for (name, value) in fields {
            let file = Bool.random(using: &random) ? "; filename=\"\(random.pick(["a", "../b", ""]))\"" : ""
            text += "--b\r\nContent-Disposition: form-data; name=\"\(name)\"\(file)\r\n\r\n\(value)\r\n"
        }
        text += random.pick(["--b--\r\n", "--b", "", "--b\r\n\r\n--b--"])
        return HostileBody(contentType: "multipart/form-data; boundary=b", bytes: Array(text.utf8), typed: nil)
    }

    private static func tooMuch(_ names: [String], _ random: inout SeededRandom) -> HostileBody {
        let large = String(repeating: random.pick(["x", "%41", "+", "é"]), count: random.pick([10_000, 70_000, 2_000_000]))
        return HostileBody(
            contentType: "application/x-www-form-urlencoded", bytes: Array("\(random.pick(names))=\(large)".utf8), typed: nil)
    }

    private static func tooMany(_ names: [String]) -> HostileBody {
        let text = (0..<20_000).map { "\(names[$0 % names.count])=\($0)" }.joined(separator: "&")
        return HostileBody(contentType: "application/x-www-form-urlencoded", bytes: Array(text.utf8), typed: nil)
    }

    private static func broken(_ names: [String], _ random: inout SeededRandom) -> HostileBody {
        let ends = ["%", "%z", "%ff", "%c0%ae", "%ed%a0%80", "%00", "a%0", "\u{0}", "%7f", "%1b[31m", "=", "&&&", ";", "\u{85}"]
        var bytes = Array("\(random.pick(names))=\(random.pick(ends))&\(random.pick(ends))=\(random.pick(texts))".utf8)
        if Bool.random(using: &random) { bytes += noise(&random) }
        return HostileBody(contentType: "application/x-www-form-urlencoded", bytes: bytes, typed: nil)
    }

    private static func noise(_ random: inout SeededRandom) -> [UInt8] {
        (0..<Int.random(in: 0...300, using: &random)).map { _ in UInt8.random(in: 0...255, using: &random) }
    }
}

extension SeededRandom {
    mutating func pick<Element>(_ choices: [Element]) -> Element { choices[Int.random(in: 0..<choices.count, using: &self)] }
}
