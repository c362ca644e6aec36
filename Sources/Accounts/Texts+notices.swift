import Web

// What mails say about ways into an account that came or went.

extension Texts {
    func noticeTokenMade(_ name: String) -> Text { Text("notice.token-made", ["name": .text(name)]) }
    func noticePasskeyAdded(_ name: String) -> Text { Text("notice.passkey-added", ["name": .text(name)]) }
    var noticePasskeyRemoved: Text { Text("notice.passkey-removed") }
    func noticeLinked(_ name: String) -> Text { Text("notice.linked", ["name": .text(name)]) }
    var noticeUnlinked: Text { Text("notice.unlinked") }
    var noticeSecondFactorOn: Text { Text("notice.second-factor-on") }
    var noticeSecondFactorOff: Text { Text("notice.second-factor-off") }
}
