import Database
import Foundation

// A small library: models with every kind of column and every kind of relation.

enum Genre: String, Codable, CaseIterable, ValueConvertible, Sendable { case novel, poems, essay }

struct Author: Model, Equatable {
    var id: Int?
    var name: String

    static let table = Table<Author>("authors") { table in
        table.key(\.id)
        table.column(\.name, .unique)
    }
    static let books = HasMany<Author, Book>(\.authorID, { $0.order { $0.title.descending } })
}

struct Book: Model, Equatable {
    var id: Int?
    var title: String
    var authorID: Int?
    var pages: Int
    var rating: Double?
    var genre: Genre?
    var isLent = false
    var price: Decimal?
    var printedAt: Date?
    var code: UUID?
    var labels: JSONColumn<[String]>?
    var cover: [UInt8]?
    var version = 0

    static let table = Table<Book>("books") { table in
        table.key(\.id)
        table.column(\.title, .length(200))
        table.column(\.authorID, .references(Author.self), .indexed)
        table.column(\.pages, .default(0))
        table.column(\.rating)
        table.column(\.genre, .length(20))
        table.column(\.isLent, .default(false))
        table.column(\.price)
        table.column(\.printedAt)
        table.column(\.code, .unique)
        table.column(\.labels)
        table.column(\.cover)
        table.version(\.version, .default(0))
        table.index(\.pages, \.title)
    }
    static let author = BelongsTo<Book, Author>(\.authorID)
    static let shelves = ManyToMany<Book, Shelf>(\Place.bookID, \Place.shelfID)
}

struct Shelf: Model, Equatable {
    var id: UUID
    var room: String
    var number: Int

    static let table = Table<Shelf>("shelves") { table in
        table.key(\.id)
        table.column(\.room, .length(50))
        table.column(\.number)
        table.unique(\.room, \.number)
    }
}

struct Place: Model {
    var id: Int?
    var bookID: Int
    var shelfID: UUID

    static let table = Table<Place>("places") { table in
        table.key(\.id)
        table.column(\.bookID, .references(Book.self, onDelete: .cascade))
        table.column(\.shelfID, .references(Shelf.self), .indexed)
        table.unique(\.bookID, \.shelfID)
    }
}

enum Library {
    static let authors = Repository<Author>()
    static let books = Repository<Book>()
    static let shelves = Repository<Shelf>()
    static let places = Repository<Place>()

    static func make(in database: some DatabaseAccess) async throws {
        try await database.write { try $0.createTables(Author.self, Book.self, Shelf.self, Place.self) }
    }
}
