import ArgumentParser
import Glibc

extension App {
    /// Does what the command line asks for: `serve` where it asks for nothing. Returns when that is done; where it fails, says
    /// why in one line and ends the process: 1 for what went wrong, 64 for a command line that is not understood. What was to be
    /// done at the process' end (`atexit`) and was said so before is not done.
    public func run() async {
        Program.givesLargeBlocksBack()
        let code = await run(Array(CommandLine.arguments.dropFirst()))
        Program.endsAtOnce()
        guard code == 0 else { exit(code) }
    }

    /// Does one command, and tells its exit code.
    func run(_ arguments: [String]) async -> Int32 {
        await RootCommand.$own.withValue(ownCommands) { await runCommand(arguments) }
    }

    private func runCommand(_ arguments: [String]) async -> Int32 {
        do {
            if try await runOwnCommand(arguments) { return 0 }
            // Who starts a site waits for it: the parser of command lines, which needs 3 ms for its tree of commands, is not asked.
            if arguments.isEmpty || arguments == ["serve"] {
                try await ServeCommand.serve(self)
                return 0
            }
            try checkName(arguments.first)
            var command = try RootCommand.parseAsRoot(arguments)
            if let command = command as? any SiteCommand {
                try await command.run(self)
            } else {
                try command.run()
            }
            return 0
        } catch {
            return report(error)
        }
    }

    /// A first word that is no command: `serve`, which is asked for where none is named, takes no words.
    private func checkName(_ name: String?) throws {
        guard let name, !name.hasPrefix("-"), !(RootCommand.names + ["help"]).contains(name) else { return }
        let names = RootCommand.names + ownCommands.map(\.name)
        let nearest = names.map { (name: $0, distance: Spelling.distance(name, $0)) }.min { $0.distance < $1.distance }
        let guess = nearest.flatMap { $0.distance <= 2 ? " Did you mean \($0.name)?" : nil } ?? ""
        throw ValidationError("There is no command \(name).\(guess) `\(Program.name) --help` lists all.")
    }

    /// Prints an error where it belongs and gives its exit code: help goes to the standard output with 0.
    private func report(_ error: any Error) -> Int32 {
        let code = RootCommand.exitCode(for: error)
        if code == .success || code == .validationFailure || error is ExitCode || error is CleanExit {
            let text = RootCommand.fullMessage(for: error)
            if !text.isEmpty { (code == .success ? Terminal.out : Terminal.error).print(text) }
            return code.rawValue
        }
        Terminal.error.print("\(Program.name): \(StartError.wording(of: error))")
        return 1
    }
}
