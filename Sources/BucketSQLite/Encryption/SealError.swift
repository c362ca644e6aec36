import Database
import ObjectStore

/// What does not fit between a database and the keys that were given, and what to do about it. Nothing is ever written then.
enum SealError {
    static func notSealed(_ name: String) -> StoreError {
        // Also what someone would put there who can write to the store and has no key: never "nothing is there yet".
        StoreError(
            .corrupt,
            "\(name) is not encrypted, and the option encrypt gives a key for it. Leave the option out to use it as it is; to "
                + "encrypt it, export it without the option and import the file with the option, under another key")
    }

    static func unknownKey(_ id: EncryptionKey.ID, _ name: String, _ keys: EncryptionKeys) -> StoreError {
        let ours = keys.keys.map(\.id.description).joined(separator: ", ")
        return StoreError(
            .refused,
            "\(name) is encrypted with the key \(id), and the option encrypt gives \(ours): add that key behind the others")
    }

    static func damaged(_ name: String) -> StoreError {
        StoreError(
            .corrupt,
            "\(name) can't be decrypted: it was damaged or changed, or is not the object that was stored under this name (an "
                + "encrypted object opens only under the key and in the database that it was written for). Restore it")
    }

    static func newer(_ name: String, _ version: UInt16) -> StoreError {
        StoreError(
            .unsupported,
            "\(name) is encrypted in version \(version) of the format, this program knows \(SealedFormat.version): update this one"
        )
    }

    /// For a program that has no key.
    static let noKey = DatabaseError(
        .other,
        "the database is encrypted: give its key with the option encrypt (encrypt=env:NAME or encrypt=file:PATH in the database URL)"
    )
}
