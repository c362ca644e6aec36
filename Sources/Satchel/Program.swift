internal import CLinux
import Glibc

/// This program as its user calls it.
enum Program {
    static let version = "0.1.0"

    /// Where the project is published, for `new`; `nil` until it is.
    static let repository: String? = nil

    /// The last part of the path that it was started by: a site's own executable shows its own name.
    static let name: String = {
        let name = CommandLine.arguments.first?.split(separator: "/").last.map(String.init) ?? ""
        return name.isEmpty || name.hasSuffix(".xctest") || name.hasPrefix("swiftpm-") ? "satchel" : name
    }()

    /// Large blocks (a commit of many rows, a segment) leave the process when they are freed: a site with 1 GB in its bucket that took
    /// in 50 MB held 180 MB afterwards, and 140 MB with this.
    static func givesLargeBlocksBack() { clinux_map_blocks_from(512 << 10) }

    /// From here on the process ends without the libraries' own tidying. OpenSSL gives its memory back in a handler of `exit`, while
    /// threads of ours may still sign a request to the store: those crashed on what was gone. Handlers run latest first, so this
    /// one, set up at the end, ends the process before theirs.
    static func endsAtOnce() {
        on_exit(
            { code, _ in
                fflush(nil)
                _exit(code)
            }, nil)
    }
}
