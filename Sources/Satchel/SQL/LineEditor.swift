import Glibc

/// Reads lines at a terminal: arrows, history, the usual control keys. Ours, since the well-known one is under the GPL.
struct LineEditor {
    var history: LineHistory
    private var keys = KeyReader()

    init(history: LineHistory) { self.history = history }

    /// A line without its end; `nil` at Ctrl-D on an empty line, and where the terminal is gone. Ctrl-C begins anew.
    mutating func read(prompt: String) -> String? {
        guard let mode = TerminalMode.raw() else { return nil }
        defer { mode.restore() }
        var line = EditedLine(history: history.lines)
        draw(prompt, line)
        while let key = keys.next() {
            switch key {
            case .enter:
                line.take(.end)
                draw(prompt, line)
                Terminal.out.write("\r\n")
                return line.text
            case .endOfInput where line.characters.isEmpty:
                Terminal.out.write("\r\n")
                return nil
            case .endOfInput: line.take(.delete)
            case .interrupt:
                Terminal.out.write("^C\r\n")
                line = EditedLine(history: history.lines)
            case .clearScreen: Terminal.out.write("\u{1b}[H\u{1b}[2J")
            default: line.take(key)
            }
            draw(prompt, line)
        }
        return nil
    }

    /// Draws one row of the screen: of a line that is longer than that the part around the cursor.
    private func draw(_ prompt: String, _ line: EditedLine) {
        var size = winsize()
        let columns = ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 10 ? Int(size.ws_col) : 80
        let room = columns - prompt.count - 1
        let first = max(line.cursor - room, 0)
        let shown = String(line.characters[first...].prefix(room))
        Terminal.out.write("\r\(prompt)\(shown)\u{1b}[K\r\u{1b}[\(prompt.count + line.cursor - first)C")
    }
}

/// A terminal that hands over each key as it is pressed, until it is put back as it was.
struct TerminalMode {
    private let saved: termios

    static func raw() -> TerminalMode? {
        var saved = termios()
        guard tcgetattr(STDIN_FILENO, &saved) == 0 else { return nil }
        var raw = saved
        cfmakeraw(&raw)
        // What commands print still ends lines as usual.
        raw.c_oflag |= tcflag_t(OPOST) | tcflag_t(ONLCR)
        guard tcsetattr(STDIN_FILENO, TCSADRAIN, &raw) == 0 else { return nil }
        return TerminalMode(saved: saved)
    }

    func restore() {
        var saved = saved
        tcsetattr(STDIN_FILENO, TCSADRAIN, &saved)
    }
}
