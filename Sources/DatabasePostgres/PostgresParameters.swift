import CPostgres
import Database

/// Values as libpq wants them: pointers into one buffer, texts with a NUL at their end.
struct PostgresParameters {
    private var buffer: [UInt8] = []
    /// `nil` is NULL.
    private var starts: [Int?] = []
    private var lengths: [Int32] = []
    private var formats: [Int32] = []

    init(_ parameters: Parameters, _ names: ParameterNames, sql: String) throws(DatabaseError) {
        try names.arrange(parameters, of: sql) { value, _ throws(DatabaseError) in try append(value, sql) }
    }

    func withPointers<Answer>(
        _ body: (Int32, UnsafePointer<UnsafePointer<CChar>?>?, UnsafePointer<Int32>?, UnsafePointer<Int32>?) -> Answer
    ) -> Answer {
        buffer.withUnsafeBytes { bytes in
            let start = bytes.baseAddress?.assumingMemoryBound(to: CChar.self)
            return starts.map { place in place.flatMap { offset in start.map { $0 + offset } } }
                .withUnsafeBufferPointer { body(Int32(starts.count), $0.baseAddress, lengths, formats) }
        }
    }

    private mutating func append(_ value: Value, _ sql: String) throws(DatabaseError) {
        switch value {
        case .null: null()
        case .integer(let integer): append(text: String(integer))
        // As SQLite stores it.
        case .real(let real) where real.isNaN: null()
        case .real(let real): append(text: real.isFinite ? "\(real)" : real < 0 ? "-Infinity" : "Infinity")
        case .text(let text):
            guard !text.utf8.contains(0) else {
                throw DatabaseError(.other, "PostgreSQL stores no text with a NUL in it: store it as a blob", sql: sql)
            }
            append(text: text)
        case .blob(let bytes):
            starts.append(buffer.count)
            // Never a pointer beyond the buffer, also for no bytes.
            buffer += bytes + [0]
            lengths.append(Int32(clamping: bytes.count))
            formats.append(1)
        }
    }

    private mutating func null() {
        starts.append(nil)
        lengths.append(0)
        formats.append(0)
    }

    private mutating func append(text: String) {
        starts.append(buffer.count)
        buffer += text.utf8
        buffer.append(0)
        lengths.append(0)
        formats.append(0)
    }
}
