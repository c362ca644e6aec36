/// Why a passkey was refused. For the log: a visitor is told less.
public enum WebAuthnError: Error, Sendable, Hashable, CustomStringConvertible {
    /// Not what a browser sends.
    case malformed(String)
    /// Made by the other ceremony.
    case wrongCeremony(String)
    /// Not a challenge of ours, too old, or another visitor's.
    case wrongChallenge
    /// The page that asked was another site's.
    case wrongOrigin(String)
    /// From a page in a frame of another site.
    case crossOrigin
    /// For another site's name.
    case wrongRelyingParty
    /// The authenticator does not say that somebody was there.
    case userNotPresent
    /// The authenticator does not say that it was its owner.
    case userNotVerified
    /// Not one that was offered, or another than the key's.
    case wrongAlgorithm(Int64)
    /// Not a good key of its algorithm.
    case badKey
    /// The attestation can't be read; the words of why.
    case attestation(String)
    /// The signature is not this key's.
    case badSignature
    /// The answer is about another credential or account than the one it was checked against.
    case wrongCredential
    /// The counter did not go on: there may be a copy of the authenticator.
    case counterWentBack(stored: UInt32, received: UInt32)
    /// What can't change of a credential has changed, or its flags contradict each other.
    case backupFlags

    public var description: String {
        switch self {
        case .malformed(let what): what
        case .wrongCeremony(let type): "the answer is of the type \(type)"
        case .wrongChallenge: "the challenge is not one of ours, or is too old"
        case .wrongOrigin(let origin): "the answer comes from \(origin)"
        case .crossOrigin: "the answer comes from a frame of another site"
        case .wrongRelyingParty: "the answer is for another site's name"
        case .userNotPresent: "the authenticator does not say that somebody was present"
        case .userNotVerified: "the authenticator does not say who was present"
        case .wrongAlgorithm(let number): "the algorithm \(number) was not asked for"
        case .badKey: "the public key is not a good one"
        case .attestation(let what): what
        case .badSignature: "the signature is not the key's"
        case .wrongCredential: "the answer is of another credential"
        case .counterWentBack(let stored, let received): "the counter went from \(stored) to \(received)"
        case .backupFlags: "the backup flags contradict each other or the registration"
        }
    }
}
