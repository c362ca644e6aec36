import Testing

@testable import HTTP

@Suite struct HeadWriterTests {
    private func written(_ text: String) -> [UInt8] {
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: text.utf8.count) { room in
            var writer = HeadWriter(room)
            writer.append(value: text)
            return Array(writer.written)
        }
    }

    @Test("A byte that can't stand in a field becomes a space, wherever it stands, and every other stays", arguments: 0..<128)
    func bytes(code: UInt8) {
        let byte = Unicode.Scalar(code)
        for place in 0..<19 {
            for around in ["x", "\t", " ", "é", "~"] {
                let before = String(repeating: around, count: place), after = String(repeating: around, count: 18 - place)
                let isAllowed = code == 9 || (0x20..<0x7F).contains(code)
                let expected = before + (isAllowed ? String(byte) : " ") + after
                #expect(String(decoding: written(before + String(byte) + after), as: UTF8.self) == expected)
            }
        }
    }

    @Test("Numbers are written in decimal", arguments: [0, 7, 10, 99, 100, 1_000_000, .max])
    func numbers(number: Int) {
        let text = withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 20) { room in
            var writer = HeadWriter(room)
            writer.append(decimal: number)
            return String(decoding: writer.written, as: UTF8.self)
        }
        #expect(text == String(number))
    }
}
