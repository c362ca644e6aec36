import Satchel

/// What an observer typed, and what is wrong with it.
struct RecordForm: Sendable {
    var species: String
    var count: String
    var remark: String

    init(_ form: Form = Form()) {
        species = (form["species"] ?? "").trimmingPrefix(while: \.isWhitespace).description
        count = form["count"] ?? ""
        remark = form["remark"] ?? ""
    }

    /// The record, or why there is none.
    func record(by observer: User) -> Result<Record, Problem> {
        guard !species.isEmpty, species.count <= 100 else { return .failure(Problem("Which species? Up to 100 characters.")) }
        guard let number = Int(count), (1...100_000).contains(number) else {
            return .failure(Problem("How many? A number from 1 to 100000."))
        }
        guard remark.count <= 1000 else { return .failure(Problem("The remark is too long: up to 1000 characters.")) }
        return .success(
            Record(observer: observer.username, species: species, count: number, remark: remark.isEmpty ? nil : remark))
    }

    struct Problem: Error {
        let words: String
        init(_ words: String) { self.words = words }
    }
}
