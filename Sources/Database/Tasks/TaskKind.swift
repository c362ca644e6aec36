/// A kind of background job, and what it is given: the name in the table, and the type of the payload.
///
///     let thumbnail = TaskKind<Thumbnail>("thumbnail")
///     try await database.write { try $0.enqueue(thumbnail, Thumbnail(photo: 7)) }
///
/// Names and payloads outlive the program that wrote them: a payload's new property needs a default or is optional, and a kind whose
/// payload changes beyond that is a new kind.
public struct TaskKind<Payload: Codable & Sendable>: Sendable, Hashable {
    /// As it stands in the table of tasks: a released name is never changed.
    public let name: String

    /// A kind of task whose payload is `type`.
    ///
    /// - Parameter name: 100 characters at most.
    public init(_ name: String, of type: Payload.Type = Payload.self) {
        precondition(!name.isEmpty && name.unicodeScalars.count <= 100, "the name of a task is 1 to 100 characters long")
        self.name = name
    }
}
