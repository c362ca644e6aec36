import HTTP
import HTTPTypes
import Secrets
import Web

/// The cookie of a device that is not asked for codes (see ``RememberedDevice``). It is not taken away at sign-out: it signs nobody in.
struct DeviceCookie: Sendable {
    /// Seconds that a browser keeps it; 0 where the site remembers no devices.
    let lifetime: Int

    static func makeToken() -> String { Randomness.token(bits: 256) }

    /// `__Host-`: can't be set by another host or over plain HTTP (RFC 6265bis section 4.1.3.2).
    private static func name(in context: Context) -> String { context.isSecure ? "__Host-device" : "device" }

    /// What came with a request; `nil` where nothing did, and where two did: then it is not known which is ours.
    func token(in context: Context) -> String? {
        guard lifetime > 0 else { return nil }
        let name = Self.name(in: context)
        let cookies = Cookie.parse(context.request.headers[values: .cookie]).filter { $0.name == name }
        guard cookies.count == 1, let token = cookies.first?.value, token.utf8.count <= 100 else { return nil }
        return token
    }

    func keep(_ token: String, in context: Context) throws {
        context.setCookie(try SetCookie(Self.name(in: context), token, maxAge: lifetime, isSecure: context.isSecure))
    }
}
