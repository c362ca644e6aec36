import HTTP
import HTTPTypes
import Secrets

extension HTTPEvent {
    /// The request behind the event.
    func request(of invocation: Invocation) throws(EventError) -> Request {
        guard let text = requestContext.http?.method ?? httpMethod, let method = HTTPRequest.Method(text) else {
            throw .request("it has no method")
        }
        var fields = try headerFields()
        // What is changed on its way out can't be compressed before.
        if StageLinks(self) != nil { fields[.acceptEncoding] = nil }
        if let trace = invocation.trace, !fields.contains(.amznTraceID) { fields[.amznTraceID] = trace }
        return Request(
            method: method, target: EventTarget(self).description, headers: RequestFields(fields), body: try requestBody(),
            connection: ConnectionInfo(
                peerAddress: clientAddress(fields), isSecure: isSecure(fields), requestID: invocation.id))
    }

    private func headerFields() throws(EventError) -> HTTPFields {
        var fields = HTTPFields()
        for (name, values) in headerValues.sorted(by: { $0.key < $1.key }) {
            guard let name = HTTPField.Name(name) else { throw .request("“\(name.prefix(64))” is no name of a header field") }
            for value in values {
                guard HTTPField.isValidValue(value) else { throw .request("the value of \(name) can't be one") }
                fields.append(HTTPField(name: name, value: value))
            }
        }
        if let cookies, !cookies.isEmpty { fields[.cookie] = cookies.joined(separator: "; ") }
        return fields
    }

    /// Several values where the event has them: the other list then repeats the last of each.
    private var headerValues: [String: [String]] {
        if let multiValueHeaders { return multiValueHeaders.compactMapValues(\.self) }
        return (headers ?? [:]).compactMapValues { $0.map { [$0] } }
    }

    private func requestBody() throws(EventError) -> RequestBody {
        guard let body, !body.isEmpty else { return .empty }
        guard isBase64Encoded ?? false else { return .bytes(Array(body.utf8)) }
        guard let bytes = Base64.decode(body) else { throw .request("its body is not base64, though it says so") }
        return .bytes(bytes)
    }

    /// As the service saw it. Load balancers say it in a header field alone, whose last address is the one that they added.
    private func clientAddress(_ fields: HTTPFields) -> String {
        if let address = requestContext.http?.sourceIp ?? requestContext.identity?.sourceIp {
            return String(address.prefix { $0 != "/" })
        }
        return fields[.xForwardedFor]?.split(separator: ",").last.map { String($0.filter { $0 != " " }) } ?? ""
    }

    /// API Gateway and Function URLs speak nothing but TLS; load balancers say what they spoke.
    private func isSecure(_ fields: HTTPFields) -> Bool {
        guard case .loadBalancer = kind else { return true }
        return fields[.xForwardedProto]?.lowercased() == "https"
    }
}

extension HTTPField.Name {
    static let amznTraceID = make("X-Amzn-Trace-Id")
    static let xForwardedFor = make("X-Forwarded-For")
    static let xForwardedProto = make("X-Forwarded-Proto")

    /// A name from a literal of this file: each is a token, so there always is one.
    private static func make(_ name: String) -> HTTPField.Name {
        guard let made = HTTPField.Name(name) else { preconditionFailure("\(name) is no field name") }
        return made
    }
}
