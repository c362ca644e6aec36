// Secrets: password hashes (libcrypt), sealed tokens, digests and signatures (OpenSSL), randomness.

import COpenSSL

/// A call into libcrypto that failed, with the reasons that OpenSSL left in this thread's error queue.
///
/// The calls of this module fail only where the machine is broken: no memory, no entropy, or a policy (FIPS) that forbids an
/// algorithm. None of that can be answered in the middle of a request, so the functions that can't throw stop the program.
struct OpenSSLError: Error, CustomStringConvertible {
    let call: String
    let reasons: [String]

    /// Takes the reasons out of the queue: they belong to this failure and must not show up in the next one.
    init(_ call: String) {
        self.call = call
        var reasons: [String] = []
        while case let code = ERR_get_error(), code != 0 {
            var text = [CChar](repeating: 0, count: 256)
            ERR_error_string_n(code, &text, text.count)
            reasons.append(String(decoding: text.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self))
        }
        self.reasons = reasons
    }

    var description: String {
        "OpenSSL: \(call) failed" + (reasons.isEmpty ? "" : ": " + reasons.joined(separator: "; "))
    }
}

/// Stops the program where `status` is not OpenSSL's 1 for success.
func require(_ status: Int32, _ call: String) {
    guard status == 1 else { fatalError(OpenSSLError(call).description) }
}

/// Stops the program where OpenSSL gave no object.
func require<Value>(_ value: Value?, _ call: String) -> Value {
    guard let value else { fatalError(OpenSSLError(call).description) }
    return value
}
