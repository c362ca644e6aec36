import FoundationEssentials
import Glibc

/// The JSON in which container, instance and `credential_process` give credentials.
struct CredentialDocument: Decodable {
    private let AccessKeyId: String?
    private let SecretAccessKey: String?
    private let Token: String?
    private let SessionToken: String?
    private let Expiration: String?
    private let Code: String?
    private let Message: String?

    static func read(_ bytes: [UInt8], from place: String) throws(StoreError) -> Credentials {
        guard let document = try? JSONDecoder().decode(CredentialDocument.self, from: Data(bytes)) else {
            throw StoreError(.noCredentials, "\(place) did not answer with credentials.")
        }
        guard let id = document.AccessKeyId, let secret = document.SecretAccessKey else {
            let reason = document.Message ?? document.Code ?? "no keys in the answer"
            throw StoreError(.noCredentials, "\(place) has no credentials: \(reason).")
        }
        return Credentials(
            accessKeyID: id, secretAccessKey: secret, sessionToken: document.Token ?? document.SessionToken,
            expiration: try document.Expiration.map { (text) throws(StoreError) in try seconds(text, from: place) })
    }

    /// `2026-11-21T05:55:00Z`, with or without a fraction or an offset of zero, in seconds since 1970.
    static func seconds(_ text: String, from place: String) throws(StoreError) -> Int {
        let numbers = text.prefix(19).split(whereSeparator: { "-T:".contains($0) }).compactMap { Int32($0) }
        let rest = text.dropFirst(19)
        let zone = rest.first == "." ? rest.dropFirst().drop(while: \.isNumber) : rest
        guard numbers.count == 6, zone == "Z" || zone == "+00:00" else {
            throw StoreError(.noCredentials, "\(place) names a time that can't be read: \(text).")
        }
        var parts = tm()
        (parts.tm_year, parts.tm_mon, parts.tm_mday) = (numbers[0] - 1900, numbers[1] - 1, numbers[2])
        (parts.tm_hour, parts.tm_min, parts.tm_sec) = (numbers[3], numbers[4], numbers[5])
        return timegm(&parts)
    }
}
