/// What a site knows of a person: its own `struct`, one stored property for each column of `users` that it wants to see.
///
///     struct User: UserModel {
///         var id = UserID()
///         var username: String
///         var firstName = "", lastName = ""
///     }
///
/// A property is read from the column of its name in snake case (`firstName` from `first_name`). The password hash is never
/// read into a model: a property called `password` finds no column.
public protocol UserModel: Codable, Sendable, Identifiable where ID == UserID {
    /// The key of the row in `users`.
    var id: UserID { get set }
    /// What somebody signs in with; nobody else has it.
    var username: String { get set }

    /// The columns that users fill in by themselves, in the order of the form; first and last name where a site does not say.
    static var profile: [ProfileField] { get }
}

extension UserModel {
    public static var profile: [ProfileField] { [.firstName, .lastName] }
}
