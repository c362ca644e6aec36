import CLinux
import HTTP

/// The value of `Date`, made once a second.
struct DateClock {
    private var second = Int64.min
    private var text: [UInt8] = []

    mutating func now() -> [UInt8] {
        let current = clinux_seconds_since_1970()
        if current != second {
            second = current
            text = Array(HTTPDate(secondsSince1970: Int(current)).description.utf8)
        }
        return text
    }
}
