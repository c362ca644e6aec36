import Database
import Foundation
import TestDatabases
import Testing

/// Relations, versions, upserts and typed violations, on each engine.
@Suite struct RelationTests {
    @Test("a thousand rows with a relation are two statements", arguments: TestDatabase.allCases)
    func twoQueries(_ kind: TestDatabase) async throws {
        try await kind.run { engine in
            try await Library.make(in: engine)
            try await Library.authors.insert(
                contentsOf: (1...300).map { number in Author(id: number, name: "author " + String(number)) }, in: engine)
            let books = (1...1000).map { number in
                Book(id: number, title: "book \(number)", authorID: number % 5 == 0 ? nil : number % 300 + 1, pages: 1)
            }
            try await Library.books.insert(contentsOf: books, in: engine)
            try await engine.read { transaction in
                let counting = CountingTransaction(transaction)
                let found = try Library.books.query.with(Book.author).all(in: counting)
                #expect(counting.statements == 2)
                #expect(found.map(\.0) == books)
                #expect(found.allSatisfy { book, author in author?.id == book.authorID })
                let authors = try Library.authors.query.with(Author.books).all(in: counting)
                #expect(counting.statements == 4)
                #expect(authors.map(\.1.count).reduce(0, +) == 800)
                #expect(
                    authors.allSatisfy { author, books in
                        books.allSatisfy { $0.authorID == author.id } && books.map(\.title) == books.map(\.title).sorted(by: >)
                    })
            }
        }
    }

    @Test("many to many, pages with several relations, children of one row", arguments: TestDatabase.allCases)
    func manyToMany(_ kind: TestDatabase) async throws {
        try await kind.run { engine in
            try await Library.make(in: engine)
            let ada = try await Library.authors.insert(Author(name: "Ada"), in: engine)
            let shelves = (0..<3).map { Shelf(id: UUID(), room: "A", number: $0) }
            try await Library.shelves.insert(contentsOf: shelves, in: engine)
            var books: [Book] = []
            for number in 0..<4 {
                books.append(
                    try await Library.books.insert(Book(title: "\(number)", authorID: ada.id, pages: number), in: engine))
                let places = shelves.prefix(number).map { Place(bookID: books[number].id ?? 0, shelfID: $0.id) }
                try await Library.places.insert(contentsOf: places, in: engine)
            }
            let page = try await Library.books.order { $0.pages.descending }.with(Book.shelves, Book.author).page(
                1, size: 3, in: engine)
            #expect(page.total == 4 && page.pages == 2 && page.hasNext && !page.hasPrevious)
            for (index, (book, found, author)) in page.items.enumerated() {
                #expect(book == books[3 - index] && author == ada)
                #expect(found == shelves.prefix(3 - index).sorted { $0.id.uuidString < $1.id.uuidString })
            }
            let own = try await Author.books.load(for: [ada], in: engine)
            #expect(own == [books.reversed()])
            let lending = Library.authors.filter { $0.id.isIn(Library.books.filter { $0.pages > 2 }.values(\.authorID)) }
            #expect(try await lending.all(in: engine) == [ada])
            let first = try await Library.books.query.with(Book.author).first(in: engine)
            #expect(first?.0 == books[0] && first?.1 == ada)
        }
    }

    @Test("violations name their columns", arguments: TestDatabase.allCases)
    func violations(_ kind: TestDatabase) async throws {
        try await kind.run { engine in
            try await Library.make(in: engine)
            let ada = try await Library.authors.insert(Author(name: "Ada"), in: engine)
            let book = try await Library.books.insert(Book(title: "one", authorID: ada.id, pages: 1), in: engine)
            try await Library.shelves.insert(Shelf(id: UUID(), room: "A", number: 1), in: engine)
            func kind(_ work: () async throws -> Void) async -> DatabaseError.Kind? {
                await #expect(throws: DatabaseError.self) { try await work() }?.kind
            }
            #expect(
                await kind { try await Library.authors.insert(Author(name: "Ada"), in: engine) }
                    == .uniqueViolation(columns: ["authors.name"]))
            #expect(
                await kind { try await Library.shelves.insert(Shelf(id: UUID(), room: "A", number: 1), in: engine) }
                    == .uniqueViolation(columns: ["shelves.room", "shelves.number"]))
            #expect(
                await kind { try await Library.books.insert(Book(title: "two", authorID: 99, pages: 1), in: engine) }
                    == .foreignKeyViolation(columns: ["books.author_id"]))
            var lost = book
            lost.authorID = 99
            let moved = lost
            #expect(
                await kind { try await Library.books.update(moved, in: engine) }
                    == .foreignKeyViolation(columns: ["books.author_id"]))
            #expect(
                await kind { try await Library.authors.delete(ada.id, in: engine) }
                    == .foreignKeyViolation(columns: ["books.author_id"]))
            try await Library.books.delete(book.id, in: engine)
            #expect(try await Library.authors.delete(ada.id, in: engine))
        }
    }

    @Test("of two who change what they read only the first may", arguments: TestDatabase.allCases)
    func versions(_ kind: TestDatabase) async throws {
        try await kind.run { engine in
            try await Library.make(in: engine)
            var mine = try await Library.books.insert(Book(title: "one", pages: 1), in: engine)
            var theirs = mine
            mine.title = "mine"
            let first = mine
            let stored = try #require(try await Library.books.update(first, in: engine))
            #expect(stored.version == 1)
            theirs.title = "theirs"
            let second = theirs
            let error = await #expect(throws: DatabaseError.self) { try await Library.books.update(second, in: engine) }
            #expect(error?.kind == .stale)
            #expect(try await Library.books.find(mine.id, in: engine) == stored)
            #expect(try await Library.books.update(stored, in: engine)?.version == 2)
            #expect(try await Library.books.filter { $0.id == first.id }.update(in: engine) { [$0.pages += 5] } == 1)
            #expect(try await Library.books.find(mine.id, in: engine)?.version == 3)
            try await Library.books.delete(mine.id, in: engine)
            #expect(try await Library.books.update(stored, in: engine) == nil)
        }
    }

    @Test("an upsert adds or overwrites, by the key or by a unique index", arguments: TestDatabase.allCases)
    func upserts(_ kind: TestDatabase) async throws {
        try await kind.run { engine in
            try await Library.make(in: engine)
            let code = UUID()
            let added = try await Library.books.upsert(Book(title: "one", pages: 1, code: code), on: \.code, in: engine)
            let other = try await Library.books.upsert(Book(title: "two", pages: 2, code: code), on: \.code, in: engine)
            #expect(other.id == added.id && other.title == "two" && other.version == 1)
            var third = other
            third.title = "three"
            let again = third
            let byKey = try await Library.books.upsert(again, in: engine)
            #expect(byKey.id == added.id && byKey.title == "three" && byKey.version == 2)
            #expect(try await Library.books.count(in: engine) == 1)
            let new = try await Library.books.upsert(Book(title: "new", pages: 1), in: engine)
            #expect(new.id != added.id && new.title == "new")
        }
    }

    @Test("repositories share a transaction", arguments: TestDatabase.allCases)
    func together(_ kind: TestDatabase) async throws {
        struct Refused: Error {}
        try await kind.run { engine in
            try await Library.make(in: engine)
            await #expect(throws: Refused.self) {
                try await engine.write { transaction in
                    let ada = try Library.authors.insert(Author(name: "Ada"), in: transaction)
                    try Library.books.insert(Book(title: "one", authorID: ada.id, pages: 1), in: transaction)
                    throw Refused()
                }
            }
            #expect(try await Library.authors.count(in: engine) == 0)
            #expect(try await Library.books.count(in: engine) == 0)
        }
    }
}
