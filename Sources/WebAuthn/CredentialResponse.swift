import FoundationEssentials
import Secrets

/// A credential as the page's script sends it: the JSON of WebAuthn level 3 (`PublicKeyCredential.toJSON`, section 5.1).
struct CredentialResponse: Sendable {
    /// Far more than browsers send.
    private static let byteLimit = 32 << 10

    let id: [UInt8]
    private let parts: [String: String]
    let transports: [String]

    init(json: String) throws(WebAuthnError) {
        guard json.utf8.count <= Self.byteLimit else { throw .malformed("the credential is too long") }
        let message: Message
        do {
            message = try JSONDecoder().decode(Message.self, from: Data(json.utf8))
        } catch {
            throw .malformed("the credential is not what a browser sends")
        }
        guard message.type == "public-key" else { throw .malformed("the credential is of the type \(message.type)") }
        guard let id = Base64URL.decode(message.id), (1...AuthenticatorData.idLimit).contains(id.count) else {
            throw .malformed("the id of the credential is not one")
        }
        self.id = id
        parts = message.response.parts
        transports = message.response.transports ?? []
    }

    /// The bytes of a member of `response`.
    func bytes(_ name: String) throws(WebAuthnError) -> [UInt8] {
        guard let bytes = try optionalBytes(name) else { throw .malformed("the credential has no \(name)") }
        return bytes
    }

    func optionalBytes(_ name: String) throws(WebAuthnError) -> [UInt8]? {
        guard let text = parts[name] else { return nil }
        guard let bytes = Base64URL.decode(text) else { throw .malformed("\(name) is not base64url") }
        return bytes
    }

    private struct Message: Decodable {
        let id: String
        let type: String
        let response: Response
    }

    private struct Response: Decodable {
        let clientDataJSON: String
        let attestationObject, authenticatorData, signature, userHandle: String?
        let transports: [String]?

        var parts: [String: String] {
            var parts = ["clientDataJSON": clientDataJSON]
            parts["attestationObject"] = attestationObject
            parts["authenticatorData"] = authenticatorData
            parts["signature"] = signature
            parts["userHandle"] = userHandle
            return parts
        }
    }
}
