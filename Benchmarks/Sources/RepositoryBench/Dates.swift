import Database
import Foundation

// As databases write moments: what every contender has to do, done by the same code.

extension Date {
    var databaseText: String {
        guard case .text(let text) = databaseValue else { return "" }
        return text
    }

    init(databaseText text: String) {
        self = Date(databaseValue: .text(text)) ?? Date(timeIntervalSince1970: 0)
    }
}
