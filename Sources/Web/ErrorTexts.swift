/// What the kit itself tells visitors about requests that it refuses; the words of ``ErrorWords`` are for their statuses.
enum ErrorTexts {
    static func tooLarge(_ limit: Int) -> Text {
        Text("error.too-large", ["limit": .number(limit)], or: "At most \(limit) bytes are accepted here.")
    }
    static let crowded = Text("error.crowded", or: "Too many visitors at once. Please try again in a moment.")
    static let unreachable = Text("error.unreachable", or: "The database can't be reached. Please try again in a moment.")
    static let busy = Text("error.busy", or: "The database is busy. Please try again in a moment.")
    static let unknown = Text(
        "error.unknown-outcome", or: "It is not known whether this was saved. Please look before you try again.")
    static let stale = Text(
        "error.stale", or: "Somebody else has changed this meanwhile. Please look at it again, and then change it.")
    static let foreignForm = Text("error.foreign-form", or: form("It came from another site."))
    static let staleForm = Text(
        "error.stale-form", or: form("The page was open for too long, or the browser refuses cookies."))

    private static func form(_ reason: String) -> String {
        "For your safety this form was not accepted. \(reason) Nothing was changed. Go back, reload the page and send it again."
    }
}
