import FoundationEssentials

/// What the browser says about the ceremony (WebAuthn section 5.8.1). What a later browser adds is left alone.
struct CollectedClientData: Sendable, Decodable {
    let type: String
    /// Base64url without padding.
    let challenge: String
    let origin: String
    let crossOrigin: Bool?
    /// Of the page around the frame, where the ceremony ran in one.
    let topOrigin: String?

    /// Far more than browsers send.
    private static let byteLimit = 8192

    init(json: [UInt8]) throws(WebAuthnError) {
        guard json.count <= Self.byteLimit else { throw .malformed("the client data are too long") }
        // A byte order mark is no part of the text (section 7.1, "UTF-8 decode").
        let text = json.starts(with: [0xEF, 0xBB, 0xBF]) ? json.dropFirst(3) : json[...]
        do {
            self = try JSONDecoder().decode(CollectedClientData.self, from: Data(text))
        } catch {
            throw .malformed("the client data are not what a browser writes")
        }
    }
}
