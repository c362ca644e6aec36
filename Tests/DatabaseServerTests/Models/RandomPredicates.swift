import Database
import Foundation
import TestSupport

// Conditions and orders for the database, each beside what it means for a plain array.

struct Twin: Sendable, CustomStringConvertible {
    let condition: Condition<Book>
    let holds: @Sendable (Book) -> Bool
    let description: String

    static let any = Columns<Book>()
}

extension Book {
    /// The key of a stored book.
    var number: Int { id ?? 0 }
}

extension RandomNumberGenerator {
    /// One of several.
    mutating func one<Element>(of elements: [Element]) -> Element { elements[Int.random(in: elements.indices, using: &self)] }
}

extension Twin {
    static let letters = [
        "a", "B", "b", "'", "\"", "%", "_", "!", "*", "?", "[", "]", "\\", ";", "--", "ß", "é", "日", "$1", ":x", "`",
    ]

    static func text(_ random: inout SeededRandom) -> String {
        (0..<Int.random(in: 0...3, using: &random)).map { _ in random.one(of: letters) }.joined()
    }

    static func price(_ random: inout SeededRandom) -> Decimal? {
        random.one(of: [
            nil, 0, -1, 9, 10, 100, 1.5, Decimal(string: "1.50"), -0.25, Decimal(string: "123456789012345678.25"),
            Decimal(string: "123456789012345678.26"),
        ])
    }

    static func book(_ id: Int, _ random: inout SeededRandom) -> Book {
        func maybe<Given>(_ given: Given) -> Given? { Int.random(in: 0...3, using: &random) > 0 ? given : nil }
        return Book(
            id: id, title: text(&random), authorID: nil, pages: .random(in: -3...3, using: &random),
            rating: maybe(Double(Int.random(in: -4...4, using: &random)) / 4),
            genre: maybe(random.one(of: Genre.allCases)),
            isLent: .random(using: &random), price: price(&random),
            printedAt: maybe(Date(timeIntervalSince1970: Double(Int.random(in: -3...3, using: &random)) * 0.5)))
    }

    static func random(_ depth: Int, _ random: inout SeededRandom) -> Twin {
        guard depth > 0 else { return leaf(&random) }
        let left = Twin.random(depth - 1, &random)
        switch Int.random(in: 0...3, using: &random) {
        case 0:
            return Twin(condition: !left.condition, holds: { !left.holds($0) }, description: "!(\(left))")
        case 1:
            let right = Twin.random(depth - 1, &random)
            return Twin(
                condition: left.condition && right.condition, holds: { left.holds($0) && right.holds($0) },
                description: "(\(left) && \(right))")
        case 2:
            let right = Twin.random(depth - 1, &random)
            return Twin(
                condition: left.condition || right.condition, holds: { left.holds($0) || right.holds($0) },
                description: "(\(left) || \(right))")
        default: return left
        }
    }

    static func leaf(_ random: inout SeededRandom) -> Twin {
        let sign = Int.random(in: 0...5, using: &random)
        switch Int.random(in: 0...9, using: &random) {
        case 0: return compared(\.pages, .random(in: -3...3, using: &random), sign, Twin.any.pages)
        case 1:
            let value = Bool.random(using: &random) ? nil : Double(Int.random(in: -4...4, using: &random)) / 4
            return compared(\.rating, value, sign, Twin.any.rating)
        case 2: return compared(\.title.unicode, text(&random).unicode, sign, Twin.any.title.byBytes)
        case 3: return compared(\.price, price(&random), sign, Twin.any.price)
        case 4:
            let date: Date? = Bool.random(using: &random) ? nil : Date(timeIntervalSince1970: 0.5)
            return compared(\.printedAt, date, sign, Twin.any.printedAt)
        case 5:
            let genre: Genre? = Bool.random(using: &random) ? nil : .poems
            return sign % 2 == 0
                ? Twin(condition: Twin.any.genre == genre, holds: { $0.genre == genre }, description: "genre == \(genre as Any)")
                : Twin(condition: Twin.any.genre != genre, holds: { $0.genre != genre }, description: "genre != \(genre as Any)")
        case 6:
            let value = Bool.random(using: &random)
            return Twin(condition: Twin.any.isLent == value, holds: { $0.isLent == value }, description: "isLent == \(value)")
        case 7:
            let list = (0..<Int.random(in: 0...4, using: &random)).map { _ in Int.random(in: -3...3, using: &random) }
            return Twin(condition: Twin.any.pages.isIn(list), holds: { list.contains($0.pages) }, description: "pages in \(list)")
        case 8:
            let list: [Double?] = [nil, 0.25, nil, 1].shuffled(using: &random).dropLast(Int.random(in: 0...3, using: &random))
            return Twin(
                condition: Twin.any.rating.isIn(list), holds: { list.contains($0.rating) }, description: "rating in \(list)")
        default: return pattern(text(&random), sign)
        }
    }

    private static func pattern(_ text: String, _ sign: Int) -> Twin {
        let bytes = Array(text.utf8)
        switch sign % 3 {
        case 0:
            return Twin(
                condition: Twin.any.title.hasPrefix(text), holds: { $0.title.utf8.starts(with: bytes) },
                description: "title.hasPrefix(\(text))")
        case 1:
            return Twin(
                condition: Twin.any.title.hasSuffix(text),
                holds: { $0.title.utf8.reversed().starts(with: bytes.reversed()) }, description: "title.hasSuffix(\(text))")
        default:
            return Twin(
                condition: Twin.any.title.contains(text),
                holds: { bytes.isEmpty || Array($0.title.utf8).firstRange(of: bytes) != nil },
                description: "title.contains(\(text))")
        }
    }

    /// `nil` equals `nil` and is neither less nor greater than anything.
    private static func compared<Kind: Comparable & Sendable>(
        _ path: any KeyPath<Book, Kind?> & Sendable, _ value: Kind?, _ sign: Int, _ column: some Comparing<Kind?>
    ) -> Twin {
        Twin(
            condition: column.compared(sign, value),
            holds: { book in
                let own = book[keyPath: path]
                if sign == 0 { return own == value }
                if sign == 1 { return own != value }
                guard let own, let value else { return false }
                return [own < value, own <= value, own > value, own >= value][sign - 2]
            }, description: "\(path) \(["==", "!=", "<", "<=", ">", ">="][sign]) \(value as Any)")
    }

    private static func compared<Kind: Comparable & Sendable>(
        _ path: any KeyPath<Book, Kind> & Sendable, _ value: Kind, _ sign: Int, _ column: some Comparing<Kind>
    ) -> Twin {
        Twin(
            condition: column.compared(sign, value),
            holds: { book in
                let own = book[keyPath: path]
                return [own == value, own != value, own < value, own <= value, own > value, own >= value][sign]
            }, description: "\(path) \(["==", "!=", "<", "<=", ">", ">="][sign]) \(value)")
    }
}

protocol Comparing<Kind> {
    associatedtype Kind
    func compared(_ sign: Int, _ value: Kind) -> Condition<Book>
}

extension Column: Comparing where Entity == Book {
    func compared(_ sign: Int, _ value: Kind) -> Condition<Book> {
        switch sign {
        case 0: self == value
        case 1: self != value
        case 2: self < value
        case 3: self <= value
        case 4: self > value
        default: self >= value
        }
    }
}

/// Text that is compared by its bytes, as databases do.
struct Bytes: Comparable, Sendable {
    let text: String
    static func < (left: Bytes, right: Bytes) -> Bool { left.text.utf8.lexicographicallyPrecedes(right.text.utf8) }
    static func == (left: Bytes, right: Bytes) -> Bool { left.text.utf8.elementsEqual(right.text.utf8) }
}

extension String { var unicode: Bytes { Bytes(text: self) } }

struct ByteComparing: Comparing {
    let column: Column<Book, String>
    func compared(_ sign: Int, _ value: Bytes) -> Condition<Book> { column.compared(sign, value.text) }
}

extension Column<Book, String> { var byBytes: ByteComparing { ByteComparing(column: self) } }
