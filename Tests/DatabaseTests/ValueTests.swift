import Database
import DatabaseSQLite
import Foundation
import Testing

@Suite struct ValueTests {
    private enum Role: String, ValueConvertible, CaseIterable { case admin, member }

    private func roundTrip<Given: ValueConvertible & Equatable>(_ given: Given) throws -> Bool {
        let connection = try SQLiteConnection(path: ":memory:")
        return try connection.scalar("SELECT ?", .positional([given.databaseValue]), as: Given.self) == given
    }

    @Test("every type comes back from SQLite as it went in")
    func roundTrips() throws {
        #expect(try roundTrip(Int.min) && roundTrip(Int64.max) && roundTrip(Int32.min) && roundTrip(UInt32.max))
        #expect(try roundTrip(true) && roundTrip(false))
        #expect(try roundTrip(0.1) && roundTrip(Double.greatestFiniteMagnitude) && roundTrip(Float(0.1)))
        #expect(try roundTrip("") && roundTrip("ß") && roundTrip("abc"[...]) && roundTrip([UInt8]([0, 255])))
        #expect(try roundTrip(Int?.none) && roundTrip(Int?.some(0)) && roundTrip(Role.admin))
        #expect(try roundTrip(UUID()) && roundTrip(Date(timeIntervalSince1970: 1_700_000_000.123456)))
        #expect(try roundTrip(JSONColumn(["a": [1, 2]])))
    }

    @Test("what does not fit is refused, not bent")
    func refusals() {
        #expect(Int32(databaseValue: .integer(1 << 40)) == nil && UInt32(databaseValue: .integer(-1)) == nil)
        #expect(Int(databaseValue: .text("1")) == nil && Int(databaseValue: .real(1)) == nil && Int(databaseValue: .null) == nil)
        #expect(Bool(databaseValue: .integer(2)) == nil && Bool(databaseValue: .text("true")) == nil)
        #expect(String(databaseValue: .integer(1)) == nil && [UInt8](databaseValue: .text("a")) == nil)
        #expect(Role(databaseValue: .text("owner")) == nil && UUID(databaseValue: .text("no")) == nil)
        #expect(Int?(databaseValue: .text("x")) == nil && Double(databaseValue: .integer(.max)) == nil)
        #expect(JSONColumn<[Int]>(databaseValue: .text("[1,")) == nil)
    }

    @Test("a whole number in a column of reals is a real")
    func wholeReals() {
        #expect(Double(databaseValue: .integer(3)) == 3)
    }

    @Test("a UUID is read in every form that Python's drivers write")
    func uuids() throws {
        let uuid = try #require(UUID(uuidString: "0E984725-C51C-4BF4-9960-E1C80E27ABA0"))
        #expect(uuid.databaseValue == .text("0e984725-c51c-4bf4-9960-e1c80e27aba0"))
        #expect(UUID(databaseValue: .text("0e984725c51c4bf49960e1c80e27aba0")) == uuid)
        #expect(UUID(databaseValue: .blob(withUnsafeBytes(of: uuid.uuid) { Array($0) })) == uuid)
    }

    @Test("a row says which column, what was wanted and what was found, and not the value")
    func errors() throws {
        let row = Row(columns: ["id", "password"], values: [.integer(1), .text("s3cret")])
        #expect(try row.get("id") == 1)
        let wrong = #expect(throws: DatabaseError.self) { try row.get("password", as: Int.self) }
        #expect(wrong?.kind == .decoding)
        #expect(wrong?.message == "the column password should give Int, and holds text")
        let missing = #expect(throws: DatabaseError.self) { try row.get("name", as: String.self) }
        #expect(missing?.message == "there is no column name in the result, only id, password")
        #expect(row["name"] == nil)
    }

    @Test("a name in SQL is quoted, whatever stands in it")
    func names() {
        #expect(SQLName(validating: "a\"b`c")?.quoted(for: .sqlite) == "\"a\"\"b`c\"")
        #expect(SQLName(validating: "a\"b`c")?.quoted(for: .mysql) == "`a\"b``c`")
        #expect(SQLName(validating: "") == nil && SQLName(validating: "a\0") == nil)
        #expect(SQLName(validating: "e\"\u{301}")?.quoted(for: .postgres) == "\"e\"\"\u{301}\"")
    }

    @Test(
        "a hostile text in the place of a value stays a value",
        arguments: ["'; DROP TABLE t; --", "\" OR 1=1", "?", ":name", "a%", "_", "\0", "\\", "‘", "x' || (SELECT 1) || '"])
    func injection(text: String) throws {
        let connection = try SQLiteConnection(path: ":memory:")
        try connection.execute("CREATE TABLE t (x TEXT)")
        try connection.execute("INSERT INTO t (x) VALUES ('other'), (:text)", ["text": text])
        #expect(try connection.query("SELECT x FROM t WHERE x = ?", [text]) == [Row(columns: ["x"], values: [.text(text)])])
        #expect(try connection.execute("UPDATE t SET x = ? WHERE x = ?", [text + "2", text]).changes == 1)
        #expect(try connection.execute("DELETE FROM t WHERE x = :x", ["x": text + "2"]).changes == 1)
        #expect(try connection.scalar("SELECT count(*) FROM t") == 1)
    }
}
