import Glibc

/// One reader of untrusted bytes. Each program of this folder holds several; the environment's `FUZZ_TARGET` names the one to run.
///
/// libFuzzer reports a crash, a hang, a leak, or memory beyond its bound; a target itself checks what must hold of what was read,
/// by ``must(_:_:)``.
struct FuzzTarget: Sendable {
    let name: String
    let run: @Sendable ([UInt8]) -> Void

    init(_ name: String, _ run: @escaping @Sendable ([UInt8]) -> Void) {
        self.name = name
        self.run = run
    }

    fileprivate static let chosen: FuzzTarget = {
        let name = getenv("FUZZ_TARGET").map { String(cString: $0) } ?? ""
        guard let target = fuzzTargets.first(where: { $0.name == name }) else {
            fatalError("FUZZ_TARGET is \(name); possible are \(fuzzTargets.map(\.name))")
        }
        return target
    }()
}

/// What must hold, whatever the input is.
func must(_ condition: Bool, _ what: @autoclosure () -> String) {
    guard !condition else { return }
    let line = "FINDING: \(what())\n"
    write(STDERR_FILENO, line, line.utf8.count)
    abort()
}

@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    FuzzTarget.chosen.run(Array(UnsafeBufferPointer(start: start, count: count)))
    return 0
}
