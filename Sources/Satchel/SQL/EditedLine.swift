/// A line while it is typed: a value, without a terminal.
struct EditedLine: Sendable {
    private(set) var characters: [Character] = []
    /// Before which character the cursor stands.
    private(set) var cursor = 0
    /// Where in the history the line is; its end is the new line.
    private var place: Int
    private let history: [String]
    /// What was typed before the history was looked at.
    private var unfinished = ""

    /// What a key asks for.
    enum Key: Sendable, Hashable {
        case text(Character)
        case left, right, start, end, backspace, delete, up, down, killToEnd, killToStart, killWord
        case enter, interrupt, endOfInput, clearScreen
    }

    init(history: [String] = []) {
        self.history = history
        place = history.count
    }

    var text: String { String(characters) }

    mutating func take(_ key: Key) {
        switch key {
        case .text(let character):
            characters.insert(character, at: cursor)
            cursor += 1
        case .left: cursor = max(cursor - 1, 0)
        case .right: cursor = min(cursor + 1, characters.count)
        case .start: cursor = 0
        case .end: cursor = characters.count
        case .backspace where cursor > 0:
            cursor -= 1
            characters.remove(at: cursor)
        case .delete where cursor < characters.count: characters.remove(at: cursor)
        case .killToEnd: characters.removeSubrange(cursor...)
        case .killToStart: kill(from: 0)
        case .killWord:
            let blanks = characters[..<cursor].reversed().prefix { $0 == " " }.count
            let word = characters[..<(cursor - blanks)].reversed().prefix { $0 != " " }.count
            kill(from: cursor - blanks - word)
        case .up: show(place - 1)
        case .down: show(place + 1)
        case .backspace, .delete, .enter, .interrupt, .endOfInput, .clearScreen: break
        }
    }

    private mutating func kill(from start: Int) {
        characters.removeSubrange(start..<cursor)
        cursor = start
    }

    private mutating func show(_ wanted: Int) {
        guard (0...history.count).contains(wanted), wanted != place else { return }
        if place == history.count { unfinished = text }
        place = wanted
        characters = Array(wanted == history.count ? unfinished : history[wanted])
        cursor = characters.count
    }
}
