import FoundationEssentials

/// Who listens on a port of this machine, as far as `/proc` tells this user (proc(5)).
struct PortHolder: Sendable {
    let process: String
    let id: Int

    /// `nil` where nobody does, or it is another user's.
    init?(port: Int) {
        let sockets = Set(["tcp", "tcp6"].flatMap { Self.listeners(in: "/proc/net/" + $0, port) })
        guard !sockets.isEmpty else { return nil }
        for name in (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? [] {
            guard let id = Int(name), Self.holds(name, sockets) else { continue }
            self.id = id
            process = Self.text("/proc/\(id)/comm").split(separator: "\n").first.map(String.init) ?? "another program"
            return
        }
        return nil
    }

    /// The inodes of the sockets that listen on the port. A line: number, local `ADDRESS:PORT` in hexadecimal, remote, state (0A:
    /// listening), …, inode in the tenth place.
    private static func listeners(in table: String, _ port: Int) -> [String] {
        text(table).split(separator: "\n").dropFirst().compactMap { line in
            let fields = line.split(separator: " ")
            guard fields.count > 9, fields[3] == "0A", let hex = fields[1].split(separator: ":").last, Int(hex, radix: 16) == port
            else { return nil }
            return "socket:[\(fields[9])]"
        }
    }

    private static func holds(_ process: String, _ sockets: Set<String>) -> Bool {
        let folder = "/proc/\(process)/fd"
        return ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).contains { name in
            (try? FileManager.default.destinationOfSymbolicLink(atPath: folder + "/" + name)).map(sockets.contains) ?? false
        }
    }

    /// Files of `/proc` tell no size.
    private static func text(_ path: String) -> String {
        (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
    }
}
