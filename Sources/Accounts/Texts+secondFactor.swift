// What is said about codes.

extension Texts {
    var codeHint: String { "Six digits from your app, or one of your recovery codes." }
    var wrongCode: String { "This code is not right, or was used already. Wait for the next one." }
    var codeTooLate: String { "That took too long. Please sign in again." }
    var secondFactorFirst: String { "Your role asks for sign-in in two steps. Please switch it on." }
    var secondFactorOff: String { "Your password alone signs you in from now on." }
}
