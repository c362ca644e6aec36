import Database

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

extension EncryptionKeys {
    /// Reads the keys from where the URL's option `encrypt` says: `env:NAME`, a variable of the environment, or `file:PATH`.
    init(source: String, environment: (String) -> String?) throws(DatabaseError) {
        if source.hasPrefix("env:"), source.utf8.count > 4 {
            let name = String(source.dropFirst(4))
            guard let text = environment(name), !text.isEmpty else {
                throw DatabaseError(.other, "encrypt=\(source): \(name) is not set")
            }
            try self.init(text)
        } else if source.hasPrefix("file:"), source.utf8.count > 5 {
            try self.init(try Self.text(ofFile: String(source.dropFirst(5))))
        } else {
            // What stands here may be a key: it is not repeated.
            throw DatabaseError(
                .other, "the option encrypt says where the keys are, as env:NAME or file:PATH; a key itself must not be in a URL")
        }
    }

    private static func text(ofFile path: String) throws(DatabaseError) -> String {
        guard let file = fopen(path, "re") else {
            throw DatabaseError(.other, "encrypt=file:\(path) can't be read: \(String(cString: strerror(errno)))")
        }
        defer { fclose(file) }
        // Far more than any number of keys in use.
        let bytes = [UInt8](unsafeUninitializedCapacity: 1 << 16) { $1 = fread($0.baseAddress, 1, $0.count, file) }
        guard let text = String(validating: bytes, as: UTF8.self), bytes.count < 1 << 16 else {
            throw DatabaseError(.other, "encrypt=file:\(path) is no file of keys")
        }
        return text
    }
}
