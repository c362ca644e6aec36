public import Foundation

/// A program that is run to its end. By posix_spawn: to find the descriptors of this process, Foundation's `Process` reads a directory's
/// entry beyond its end, and crashes where the memory ends there too (swift-corelibs-foundation #5472).
public enum Command {
    /// Waits for the program; gives its exit code (`nil` where a signal ended it) and all that it said.
    public static func run(_ program: String, _ arguments: [String], input: Data = Data()) throws -> (code: Int32?, output: Data)
    {
        var (toChild, fromChild): ([Int32], [Int32]) = ([-1, -1], [-1, -1])
        guard pipe(&toChild) == 0, pipe(&fromChild) == 0 else {
            throw Service.Failure(description: "pipe: \(String(cString: strerror(errno)))")
        }
        for descriptor in toChild + fromChild { _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC) }
        let (writing, reading) = (handle(toChild[1]), handle(fromChild[0]))
        let id: pid_t
        do {
            defer {
                close(toChild[0])
                close(fromChild[1])
            }
            id = try spawn(program, arguments, input: toChild[0], output: fromChild[1])
        }
        try writing.write(contentsOf: input)
        try writing.close()
        let output = try reading.readToEnd() ?? Data()
        var status: Int32 = 0
        while waitpid(id, &status, 0) < 0, errno == EINTR {}
        return (status & 0x7F == 0 ? status >> 8 & 0xFF : nil, output)
    }

    private static func handle(_ descriptor: Int32) -> FileHandle { FileHandle(fileDescriptor: descriptor, closeOnDealloc: true) }

    /// Starts it with these two descriptors and no other.
    private static func spawn(_ program: String, _ arguments: [String], input: Int32, output: Int32) throws -> pid_t {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_adddup2(&actions, input, 0)
        for descriptor in [1, 2] as [Int32] { posix_spawn_file_actions_adddup2(&actions, output, descriptor) }
        let python = try Service.python
        var words: [UnsafeMutablePointer<CChar>?] =
            ([python, "-c", Service.clean, program] + arguments).map { strdup($0) } + [nil]
        defer { for word in words { free(word) } }
        var id = pid_t()
        let code = posix_spawn(&id, python, &actions, nil, &words, environ)
        guard code == 0 else { throw Service.Failure(description: "\(program): \(String(cString: strerror(code)))") }
        return id
    }
}
