import Glibc
import Testing

@testable import Satchel

@Suite("The end of the process")
struct ProcessEndTests {
    @Test("is not held up by what libraries do at it, while threads may still use them")
    func atOnce() async {
        await #expect(processExitsWith: .exitCode(3)) {
            atexit { _exit(99) }
            Program.endsAtOnce()
            exit(3)
        }
    }

    @Test("loses nothing that was printed")
    func flushed() async throws {
        let result = await #expect(processExitsWith: .success, observing: [\.standardOutputContent]) {
            Program.endsAtOnce()
            print("the last word")
            exit(0)
        }
        #expect(try #require(result).standardOutputContent.contains("the last word".utf8))
    }
}
