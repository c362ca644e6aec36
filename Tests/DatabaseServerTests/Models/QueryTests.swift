import Database
import Foundation
import TestDatabases
import TestSupport
import Testing

/// The query layer against a plain array, on each engine.
@Suite struct QueryTests {
    @Test("random conditions, orders and pages find what an array would", arguments: TestDatabase.allCases)
    func property(_ kind: TestDatabase) async throws {
        try await kind.run { engine in
            try await Library.make(in: engine)
            var random = SeededRandom(seed: 7)
            let all = (1...120).map { Twin.book($0, &random) }
            #expect(try await Library.books.insert(contentsOf: all, in: engine) == 120)
            #expect(try await Library.books.all(in: engine) == all)
            let twins = (0..<250).map { Twin.random($0 % 4, &random) }
            let (size, number) = (7, 2)
            // Each a read of its own: one that takes 30 seconds is stopped, which all of them may take on a busy machine.
            for (index, twin) in twins.enumerated() {
                try await engine.read { transaction in
                    let (query, sorted) = Self.sorted(Library.books.query.filter(twin.condition), all.filter(twin.holds), index)
                    let found = try query.all(in: transaction)
                    #expect(found.map(\.id) == sorted.map(\.id), "\(twin)")
                    let page = try query.page(number, size: size, in: transaction)
                    #expect(page.total == sorted.count && page.items == Array(sorted.dropFirst(size).prefix(size)), "\(twin)")
                    #expect(try query.exists(in: transaction) == !sorted.isEmpty)
                    #expect(try query.first(in: transaction) == sorted.first)
                    #expect(try query.sum(of: \.pages, in: transaction) == sorted.map(\.pages).reduce(0, +))
                    #expect(try query.sum(of: \.price, in: transaction) == sorted.compactMap(\.price).reduce(0, +), "\(twin)")
                    #expect(try query.max(of: \.price, in: transaction) == sorted.compactMap(\.price).max(), "\(twin)")
                    #expect(
                        try query.counts(by: \.genre, in: transaction)
                            == Dictionary(grouping: sorted, by: \.genre).mapValues(\.count))
                    let cut = query.offset(2).limit(9)
                    let part = sorted.dropFirst(2).prefix(9)
                    #expect(try cut.count(in: transaction) == part.count)
                    #expect(try cut.values(of: \.pages, in: transaction) == part.map(\.pages))
                    #expect(try cut.max(of: \.pages, in: transaction) == part.map(\.pages).max())
                    #expect(try cut.sum(of: \.pages, in: transaction) == part.map(\.pages).reduce(0, +))
                    let inside = try Library.books.filter { $0.id.isIn(cut.values(\.id)) }.all(in: transaction)
                    #expect(Set(inside.map(\.id)) == Set(part.map(\.id)))
                }
            }
        }
    }

    /// One of a few orders, for both.
    private static func sorted(_ query: Query<Book>, _ books: [Book], _ index: Int) -> (Query<Book>, [Book]) {
        func by<Kind: Comparable>(_ path: KeyPath<Book, Kind?>, isDescending: Bool) -> [Book] {
            books.sorted { left, right in
                let (first, second) = isDescending ? (right, left) : (left, right)
                switch (first[keyPath: path], second[keyPath: path]) {
                case (let one?, let other?) where one != other: return one < other
                case (nil, .some): return true
                case (.some, nil): return false
                default: return first.number < second.number
                }
            }
        }
        switch index % 6 {
        case 0: return (query, books)
        case 1: return (query.order { $0.price.ascending }, by(\.price, isDescending: false))
        case 2: return (query.order { $0.rating.descending }, by(\.rating, isDescending: true))
        case 3: return (query.order { $0.printedAt.ascending }, by(\.printedAt, isDescending: false))
        case 4:
            return (
                query.order { [$0.title.ascending, $0.id.descending] },
                books.sorted { $0.title == $1.title ? $0.number > $1.number : $0.title.unicode < $1.title.unicode }
            )
        default:
            return (
                query.order { [$0.isLent.ascending, $0.pages.descending] },
                books.sorted {
                    if $0.isLent != $1.isLent { return !$0.isLent }
                    return $0.pages == $1.pages ? $0.number > $1.number : $0.pages > $1.pages
                }
            )
        }
    }

    @Test("parts of many rows are changed and removed", arguments: TestDatabase.allCases)
    func changes(_ kind: TestDatabase) async throws {
        try await kind.run { engine in
            try await Library.make(in: engine)
            var random = SeededRandom(seed: 8)
            var all = (1...60).map { Twin.book($0, &random) }
            try await Library.books.insert(contentsOf: all, in: engine)
            for _ in 0..<20 {
                let twin = Twin.random(2, &random)
                let text = Twin.text(&random)
                let changed = try await Library.books.query.filter(twin.condition).update(in: engine) {
                    [$0.title.set(to: text), $0.pages += 1, $0.rating.set(to: nil)]
                }
                var count = 0
                for index in all.indices where twin.holds(all[index]) {
                    all[index].title = text
                    all[index].pages += 1
                    all[index].rating = nil
                    all[index].version += 1
                    count += 1
                }
                #expect(changed == count, "\(twin)")
                #expect(try await Library.books.all(in: engine) == all, "\(twin)")
            }
            let removed = try await Library.books.filter { $0.pages > 0 }.delete(in: engine)
            #expect(removed == all.count { $0.pages > 0 })
            #expect(try await Library.books.all(in: engine) == all.filter { $0.pages <= 0 })
            let error = await #expect(throws: DatabaseError.self) {
                try await Library.books.query.limit(1).delete(in: engine)
            }
            #expect(error?.kind == .misuse)
        }
    }

    @Test("hostile text in every place of a value stays a value", arguments: TestDatabase.allCases)
    func injection(_ kind: TestDatabase) async throws {
        let attacks = [
            "'; DROP TABLE books; --", "\"; DROP TABLE books; --", "` ; DROP TABLE books; -- ", "' OR '1'='1", "\\' OR 1=1 -- ",
            "%' OR 1=1 --",
            "1); DELETE FROM books; --", "$1", ":title", "?", "??", "/* */", "*/ DROP TABLE books /*",
            "x' UNION SELECT name FROM sqlite_schema --",
            "!%", "[*]", "\u{2019} OR 1=1", "E'\\''", "$$; DROP TABLE books; $$", "#", "-- ",
            "NULL", "{}", "a\",\"b", "\\", "\\\"", "\"\u{301}", "\\\u{301}}",
        ]
        try await kind.run { engine in
            try await Library.make(in: engine)
            let (books, shelves) = (Library.books, Library.shelves)
            let witness = try await books.insert(Book(title: "witness", pages: 1), in: engine)
            for attack in attacks {
                let book = Book(title: attack, pages: 2, labels: try JSONColumn([attack]), cover: Array(attack.utf8))
                let stored = try await books.insert(book, in: engine)
                #expect(stored.title == attack && stored.labels?.content == [attack])
                #expect(try await books.filter { $0.title == attack }.all(in: engine) == [stored])
                #expect(try await books.filter { $0.title != attack }.all(in: engine) == [witness])
                #expect(try await books.filter { $0.title.isIn([attack, attack + "'"]) }.count(in: engine) == 1)
                #expect(try await books.filter { $0.title.hasPrefix(attack) }.all(in: engine) == [stored])
                #expect(try await books.filter { $0.title.hasSuffix(attack) }.all(in: engine) == [stored])
                #expect(try await books.filter { $0.title.contains(attack) }.all(in: engine) == [stored])
                #expect(try await books.filter { $0.title >= attack && $0.title <= attack }.count(in: engine) == 1)
                #expect(try await books.update(stored.id, in: engine) { [$0.title.set(to: attack + attack)] })
                #expect(try await books.find(stored.id, in: engine)?.title == attack + attack)
                #expect(try await books.query.max(of: \.title, in: engine) != nil)
                var place = Shelf(id: UUID(), room: attack, number: 1)
                place = try await shelves.upsert(place, on: \.room, \.number, in: engine)
                #expect(try await shelves.query.counts(by: \.room, in: engine)[attack] == 1)
                let raw = try await engine.read {
                    try $0.first("SELECT * FROM shelves WHERE room = :room", ["room": attack], as: Shelf.self)
                }
                #expect(raw == place)
                #expect(try await books.delete([stored.id], in: engine) == 1)
            }
            #expect(try await books.all(in: engine) == [witness])
            #expect(try await shelves.count(in: engine) == attacks.count)
        }
    }
}
