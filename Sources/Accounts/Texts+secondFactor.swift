import Web

// What is said about codes.

extension Texts {
    var codeHint: Text { Text("second-factor.hint") }
    var wrongCode: Text { Text("second-factor.wrong-code") }
    var codeTooLate: Text { Text("second-factor.too-late") }
    var secondFactorFirst: Text { Text("second-factor.first") }
    var showPasskeyFirst: Text { Text("second-factor.passkey-first") }
    var secondFactorOff: Text { Text("second-factor.is-off") }
}
