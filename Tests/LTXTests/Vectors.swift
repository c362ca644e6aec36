import Foundation
import LTX
import Testing

/// Files made with another implementation of the format.
enum Vectors {
    static func bytes(_ name: String) throws -> [UInt8] {
        let folder = try #require(Bundle.module.resourceURL)
        return [UInt8](try Data(contentsOf: folder.appending(path: "Vectors/\(name)")))
    }

    static func delta(_ min: UInt64, _ max: UInt64) throws -> [UInt8] {
        let range = try #require(TXIDRange(TXID(min), TXID(max)))
        return try bytes(LTXName(range).description)
    }

    static func state(_ number: Int) throws -> [UInt8] { try bytes("state\(number).sqlite") }
}
