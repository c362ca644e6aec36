import Testing

@testable import Accounts

/// That it is read by others is shown in Tests/EndToEnd, by a real decoder.
@Suite("QR codes")
struct QRCodeTests {
    @Test(
        "take the smallest size that has room (ISO/IEC 18004, table 7, level M)",
        arguments: [
            (14, 21), (15, 25), (26, 25), (27, 29), (62, 33), (84, 37), (106, 41), (122, 45), (152, 49), (180, 53), (181, 57),
            (213, 57),
            (666, 97),
        ])
    func sizes(count: Int, size: Int) { #expect(QRCode(Array(repeating: 65, count: count))?.size == size) }

    @Test("don't take more than there is room for")
    func tooMuch() { #expect(QRCode(Array(repeating: 65, count: 667)) == nil) }

    @Test("their error correction is that of the standard's example")
    func correction() {
        // ISO/IEC 18004, annex I: 01234567 in version 1-M.
        let data: [UInt8] = [0x10, 0x20, 0x0C, 0x56, 0x61, 0x80, 0xEC, 0x11, 0xEC, 0x11, 0xEC, 0x11, 0xEC, 0x11, 0xEC, 0x11]
        let check: [UInt8] = [0xA5, 0x24, 0xD4, 0xC1, 0xED, 0x36, 0xC7, 0x87, 0x2C, 0x55]
        #expect(ReedSolomon(count: 10).remainder(of: data) == check)
    }
}
