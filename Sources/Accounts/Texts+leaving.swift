import Web

// What is said when somebody leaves, and stays after all.

extension Texts {
    func deletionAsked(delay: Int) -> Text { Text("flash.deletion-asked", ["delay": .nested(duration(delay))]) }
    var accountKept: Text { Text("flash.account-kept") }
    var accountStays: Text { Text("flash.account-stays") }
    func lastAdmin(_ role: String) -> Text { Text("your-data.last-admin", ["role": .text(role)]) }
    func userDeleted(_ name: String) -> Text { Text("admin.user-deleted", ["username": .text(name)]) }
}
