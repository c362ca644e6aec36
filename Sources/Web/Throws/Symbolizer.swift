import Blocking
import Glibc

/// From addresses in this program's code to lines of source, by `llvm-symbolizer` of Swift's toolchain, which reads the program's debug
/// information: a second or less, and none of it stays in this process.
enum Symbolizer {
    struct Place: Sendable, Equatable {
        let file: String
        let line: Int
    }

    private static let queue = BlockingQueue(label: "web.traces", width: 1, limit: 8)

    /// The places of those addresses that are in the program itself (the runtime's libraries have no sources), with what was inlined.
    static func places(of addresses: [UInt]) async -> [Place] {
        // A build for release has no throws to look up, and starts no program.
        #if DEBUG
            return (try? await queue.run { run(on: addresses) }) ?? []
        #else
            return []
        #endif
    }

    #if DEBUG
        private static func run(on addresses: [UInt]) -> [Place] {
            let mapped = mappings()
            guard let program = mapped.first, let tool = tool(mapped) else { return [] }
            let own = mapped.filter { $0.file == program.file }.map(\.range)
            let offsets = addresses.filter { address in own.contains { $0.contains(address) } }
                .map { "0x" + String($0 - program.range.lowerBound, radix: 16) }
            guard !offsets.isEmpty else { return [] }
            let command =
                "\(quoted(tool)) --functions=none --obj=\(quoted(program.file)) \(offsets.joined(separator: " ")) 2>/dev/null"
            guard let pipe = popen(command, "re") else { return [] }
            defer { pclose(pipe) }
            return text(of: pipe).split(separator: "\n").compactMap(place)
        }
    #endif

    /// `/srv/site/Sources/Site/Notes.swift:12:9`; what the compiler made has line 0.
    static func place(_ line: Substring) -> Place? {
        let parts = line.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count >= 3, let number = Int(parts[parts.count - 2]), number > 0 else { return nil }
        let file = parts.dropLast(2).joined(separator: ":")
        return file.hasPrefix("/") && file.hasSuffix(".swift") ? Place(file: file, line: number) : nil
    }

    private struct Mapping {
        let range: Range<UInt>
        let file: String
    }

    /// What lies where in this process's memory (proc_pid_maps(5)); the program itself comes first.
    private static func mappings() -> [Mapping] {
        guard let maps = fopen("/proc/self/maps", "re") else { return [] }
        defer { fclose(maps) }
        return text(of: maps).split(separator: "\n").compactMap { line in
            let parts = line.split(separator: " ", maxSplits: 5)
            let ends = (parts.first ?? "").split(separator: "-").compactMap { UInt($0, radix: 16) }
            guard parts.count == 6, ends.count == 2, ends[0] < ends[1] else { return nil }
            return Mapping(range: ends[0]..<ends[1], file: String(parts[5].drop { $0 == " " }))
        }
    }

    /// Beside the compiler whose runtime this program uses, or wherever PATH finds it.
    private static func tool(_ mapped: [Mapping]) -> String? {
        guard let runtime = mapped.first(where: { $0.file.hasSuffix("/libswiftCore.so") }) else { return nil }
        let folders = runtime.file.split(separator: "/", omittingEmptySubsequences: false)
        let beside = folders.dropLast(4).joined(separator: "/") + "/bin/llvm-symbolizer"
        return access(beside, X_OK) == 0 ? beside : "llvm-symbolizer"
    }

    private static func text(of file: UnsafeMutablePointer<FILE>) -> String {
        var bytes: [UInt8] = []
        var part = [UInt8](repeating: 0, count: 4096)
        while true {
            let count = fread(&part, 1, part.count, file)
            guard count > 0 else { break }
            bytes += part[..<count]
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// For the shell.
    private static func quoted(_ text: String) -> String {
        "'" + text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''") + "'"
    }
}
