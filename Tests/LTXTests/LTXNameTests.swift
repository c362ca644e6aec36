import LTX
import Testing

@Suite("Names")
struct LTXNameTests {
    @Test("come back as they were written")
    func roundTrip() throws {
        let name = try LTXName("00000000000000ff-ffffffffffffffff.ltx")
        #expect(name.range == TXIDRange(TXID(255), TXID(.max)))
        #expect(name.description == "00000000000000ff-ffffffffffffffff.ltx")
        #expect(name.path(level: .snapshots) == "9/00000000000000ff-ffffffffffffffff.ltx")
        #expect(name.path(level: .commits) == "0/00000000000000ff-ffffffffffffffff.ltx")
    }

    @Test(
        "in any other form are refused",
        arguments: [
            "", "1-1.ltx", "00000000000000FF-00000000000000FF.ltx", "0000000000000000-0000000000000001.ltx",
            "0000000000000002-0000000000000001.ltx", "0000000000000001-0000000000000001.ltx ",
            "../0000000000000001-0000000000000001.ltx", "0000000000000001_0000000000000001.ltx",
            "0000000000000001-000000000000000g.ltx", "0000000000000001-0000000000000001.tmp",
        ])
    func refused(text: String) { #expect(throws: LTXError(.invalidName(text), at: 0)) { try LTXName(text) } }

    @Test("levels are 0 to 9")
    func levels() {
        #expect(LTXLevel(0) == .commits)
        #expect(LTXLevel(9) == .snapshots)
        #expect(LTXLevel(10) == nil)
        #expect(LTXLevel(-1) == nil)
    }
}
