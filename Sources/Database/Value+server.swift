// What servers send as text, as SQLite's storage classes have it.

extension Value {
    /// A NUMERIC: an integer where it is one and fits, else its digits as they are, for none may be lost.
    package init(decimal text: String) {
        self = Int64(text).map(Value.integer) ?? .text(text)
    }

    /// A date and time, written as ``Foundation/Date`` is; what is no such moment (`infinity`) stays as it is.
    package init(moment text: UnsafeRawBufferPointer) {
        let moment = Timestamp(utf8: text.assumingMemoryBound(to: UInt8.self))
        self = .text(moment?.text ?? String(decoding: text, as: UTF8.self))
    }
}
