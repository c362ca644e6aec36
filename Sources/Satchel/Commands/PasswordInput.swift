import ArgumentParser
import Glibc

/// How a command gets a password: asked for at the terminal without showing it, or read from the standard input.
struct PasswordInput: ParsableArguments {
    @Flag(help: "Read the password from the standard input: its first line, without the line's end.")
    var passwordStdin = false

    /// Asks twice at a terminal. A password on the command line would be seen by every user of the machine: there is no such option.
    func read() throws -> String {
        if passwordStdin {
            guard let line = readLine() else { throw StartError("there is no password on the standard input") }
            return line
        }
        guard Terminal.input.isInteractive else {
            throw StartError("there is no terminal to ask for the password: use --password-stdin")
        }
        let password = try Self.ask("Password: ")
        guard try Self.ask("Once more: ") == password else { throw StartError("the two passwords differ: nothing was changed") }
        return password
    }

    /// Reads a line with the terminal's echo off, and puts it back as it was.
    private static func ask(_ prompt: String) throws -> String {
        Terminal.error.write(prompt)
        var saved = termios()
        guard tcgetattr(STDIN_FILENO, &saved) == 0 else { throw StartError("the terminal can't be read") }
        var silent = saved
        silent.c_lflag &= ~tcflag_t(ECHO)
        tcsetattr(STDIN_FILENO, TCSAFLUSH, &silent)
        defer {
            tcsetattr(STDIN_FILENO, TCSAFLUSH, &saved)
            Terminal.error.write("\n")
        }
        guard let line = readLine() else { throw StartError("no password was given: nothing was changed") }
        return line
    }
}
