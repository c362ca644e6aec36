/// The first words of a statement, names without their quotes: as much as tells what it makes or drops.
struct SQLWords {
    private var words: [String] = []
    private let heads: [String]

    init(_ statement: String) {
        var scanner = SQLScanner(statement, .sqlite)
        while words.count < 8, let (piece, range) = scanner.next() {
            let text = String(decoding: scanner.bytes[range], as: UTF8.self)
            switch piece {
            case .word: words.append(text)
            case .text where text.count > 1 && (text.hasPrefix("\"") || text.hasPrefix("`")):
                let quote = String(text.prefix(1))
                words.append(String(text.dropFirst().dropLast()).replacing(quote + quote, with: quote))
            default: break
            }
        }
        heads = words.map { $0.uppercased() }
    }

    var createdTable: String? { heads.starts(with: ["CREATE", "TABLE"]) ? name(at: 2) : nil }

    var droppedTable: String? { heads.starts(with: ["DROP", "TABLE"]) ? name(at: 2) : nil }

    var renamedTable: (old: String, new: String)? {
        guard heads.starts(with: ["ALTER", "TABLE"]), heads.count > 5, heads[3] == "RENAME", heads[4] == "TO" else { return nil }
        return (words[2], words[5])
    }

    /// Of a trigger, an index or a view.
    var createdName: String? {
        guard heads.first == "CREATE" else { return nil }
        let kind = heads.dropFirst().prefix(2).firstIndex { ["TRIGGER", "INDEX", "VIEW"].contains($0) }
        return kind.flatMap { name(at: $0 + 1) }
    }

    private func name(at place: Int) -> String? {
        let there = heads.dropFirst(place)
        let skipped = there.starts(with: ["IF", "NOT", "EXISTS"]) ? 3 : there.starts(with: ["IF", "EXISTS"]) ? 2 : 0
        return words.dropFirst(place + skipped).first
    }

    /// The statements of one of SQLite's scripts; a trigger is one, with all that stands between its `BEGIN` and its `END`.
    static func statements(in script: String) -> [String] {
        var whole: [String] = []
        var isOpen = false
        for part in StatementText.statements(in: script, for: .sqlite) {
            let heads = SQLWords(part).heads
            if isOpen, let last = whole.popLast() {
                whole.append(last + ";" + part)
                isOpen = heads.first != "END"
            } else {
                whole.append(part)
                isOpen = heads.first == "CREATE" && heads.dropFirst().prefix(2).contains("TRIGGER")
            }
        }
        return whole
    }
}
