import HTTP
import HTTPTypes
import Secrets
import Web

/// The cookie of "keep me signed in": the session's id, sealed, in a cookie that outlives the browser's closing.
///
/// It holds nothing that the session's cookie does not hold, so it ends with the row too.
struct RememberCookie: Sendable {
    /// Seconds that a browser keeps it.
    let lifetime: Int

    private static let purpose = "accounts.remember"

    /// `__Host-`: can't be set by another host or over plain HTTP (RFC 6265bis section 4.1.3.2).
    private static func name(in context: Context) -> String { context.isSecure ? "__Host-remember" : "remember" }

    /// The id that came with a request; `nil` where none did, and where two cookies did: then it is not known which is ours.
    func token(in context: Context) -> String? {
        guard !context.presentsBearer else { return nil }
        let name = Self.name(in: context)
        let cookies = Cookie.parse(context.request.headers[values: .cookie]).filter { $0.name == name }
        guard cookies.count == 1, let sealed = cookies.first?.value else { return nil }
        let bytes = Sealer(keys: context.environment.keys, purpose: Self.purpose).open(sealed)
        return bytes.map { String(decoding: $0, as: UTF8.self) }
    }

    func keep(_ token: String, in context: Context) throws {
        let sealed = Sealer(keys: context.environment.keys, purpose: Self.purpose).seal(Array(token.utf8))
        context.setCookie(
            try SetCookie(Self.name(in: context), sealed, maxAge: lifetime, isSecure: context.isSecure))
    }

    /// Removes it, where the browser sent one.
    func remove(in context: Context) {
        let name = Self.name(in: context)
        guard context.cookie(name) != nil, let cookie = try? SetCookie(name, "", maxAge: 0, isSecure: context.isSecure) else {
            return
        }
        context.setCookie(cookie)
    }
}
