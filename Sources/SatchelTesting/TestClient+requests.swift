import FoundationEssentials
public import HTTPTypes

extension TestClient {
    /// Asks for a page.
    @discardableResult
    public func get(
        _ target: String, headers: HTTPFields = HTTPFields(), redirects: Redirects? = nil
    ) async throws -> TestResponse {
        try await send(.get, target, headers: headers, redirects: redirects)
    }

    /// Posts an urlencoded form as it is given: no page is asked for a token.
    @discardableResult
    public func post(
        _ target: String, form: KeyValuePairs<String, String> = [:], headers: HTTPFields = HTTPFields(),
        redirects: Redirects? = nil
    ) async throws -> TestResponse {
        let entries = form.map { HTMLForm.Entry(name: $0.key, value: $0.value) }
        return try await post(target, entries, isMultipart: false, headers: headers, redirects: redirects)
    }

    /// Posts a value as JSON.
    @discardableResult
    public func post(
        _ target: String, json: some Encodable, headers: HTTPFields = HTTPFields()
    ) async throws -> TestResponse {
        try await send(.post, target, json: json, headers: headers)
    }

    /// Puts a value as JSON.
    @discardableResult
    public func put(
        _ target: String, json: some Encodable, headers: HTTPFields = HTTPFields()
    ) async throws -> TestResponse {
        try await send(.put, target, json: json, headers: headers)
    }

    /// Patches by a value as JSON.
    @discardableResult
    public func patch(
        _ target: String, json: some Encodable, headers: HTTPFields = HTTPFields()
    ) async throws -> TestResponse {
        try await send(.patch, target, json: json, headers: headers)
    }

    /// Deletes.
    @discardableResult
    public func delete(_ target: String, headers: HTTPFields = HTTPFields()) async throws -> TestResponse {
        try await send(.delete, target, headers: headers)
    }

    /// Sends a value as JSON, dates as ISO 8601; bytes that are no JSON are sent by ``send(_:_:headers:body:redirects:)``.
    @discardableResult
    public func send(
        _ method: HTTPRequest.Method, _ target: String, json: some Encodable, headers: HTTPFields = HTTPFields()
    ) async throws -> TestResponse {
        let encoder = JSONEncoder()
        encoder.dateEncodingStrategy = .iso8601
        var headers = headers
        if headers[.contentType] == nil { headers[.contentType] = "application/json" }
        return try await send(method, target, headers: headers, body: Array(try encoder.encode(json)))
    }

    func post(
        _ target: String, _ entries: [HTMLForm.Entry], isMultipart: Bool, headers: HTTPFields, redirects: Redirects?
    ) async throws -> TestResponse {
        var headers = headers
        var body = Array(URLEncoding.encode(entries).utf8)
        headers[.contentType] = "application/x-www-form-urlencoded"
        if isMultipart {
            let multipart = MultipartBody(entries)
            (body, headers[.contentType]) = (multipart.bytes, multipart.contentType)
        }
        return try await send(.post, target, headers: headers, body: body, redirects: redirects)
    }
}
