import HTTPCalls
import Logging
import Secrets

extension S3Store {
    static func crc32c(_ bytes: [UInt8]) -> String { Base64.encode(Checksum.crc32c.of(bytes)) }

    /// Sends a request until there is an answer that `read` accepts, or repeating it would do harm or make no sense.
    func perform<Success: Sendable>(
        _ request: S3Request, read: (HTTPReply) throws(StoreError) -> Success
    ) async throws(StoreError) -> Success {
        var retry = RetryPolicy(attempts: configuration.attempts, firstDelay: configuration.firstDelay)
        var isRefreshed = false
        while true {
            let keys = try await credentials.current()
            do {
                return try read(try await exchange(request, keys))
            } catch {
                if error.isEndedCredentials, !isRefreshed {
                    // Refused for certain, so sending it again is harmless even for a conditional PUT.
                    isRefreshed = true
                    await credentials.discard(keys)
                    continue
                }
                guard request.isRepeatable, let delay = retry.next(after: error) else { throw error }
                guard await retry.wait(delay, until: request.deadline) else { throw error }
            }
        }
    }

    /// One request and its answer: a success or 304; all else is thrown.
    private func exchange(_ request: S3Request, _ keys: Credentials) async throws(StoreError) -> HTTPReply {
        let call = try sign(request, keys)
        let start = ContinuousClock.now
        let outcome: Result<HTTPReply, StoreError>
        do {
            let reply = try await client.perform(call)
            let isSuccess = (200..<300).contains(reply.status) || reply.status == 304 && request.method == .get
            outcome =
                isSuccess
                ? .success(reply) : .failure(S3Refusal(reply, to: request, bucket: bucket, region: configuration.region).error)
        } catch let error as TransferError {
            outcome = .failure(Self.failure(error, request, host: endpoint.host))
        } catch {
            outcome = .failure(StoreError(.unreachable, "Too many requests to the store wait already: \(error)."))
        }
        log(request, outcome, duration: ContinuousClock.now - start)
        return try outcome.get()
    }

    private func sign(_ request: S3Request, _ keys: Credentials) throws(StoreError) -> HTTPCall {
        let timeout = try remaining(request.deadline)
        let time = AmzTime(seconds: configuration.now())
        let hash = Digest.hex(Digest.sha256(request.body ?? []))
        let path = endpoint.path(request.key)
        var headers = request.headers + [("x-amz-content-sha256", hash), ("x-amz-date", time.dateTime)]
        if let token = keys.sessionToken { headers.append(("x-amz-security-token", token)) }
        let canonical = CanonicalRequest(
            method: request.method.rawValue, path: path, query: request.query, headers: headers + [("host", endpoint.host)],
            payloadHash: hash)
        let signer = SigV4(credentials: keys, region: configuration.region, service: "s3")
        headers.append(("authorization", signer.authorization(canonical, at: time)))
        return HTTPCall(
            method: request.method, url: endpoint.url(path: path, query: request.query),
            headers: headers.map { (name: $0.0, value: $0.1) }, body: request.body,
            connectTimeout: min(configuration.connectTimeout, timeout), timeout: timeout, isRepeatable: request.isRepeatable)
    }

    /// Seconds that a request may take.
    private func remaining(_ deadline: ContinuousClock.Instant?) throws(StoreError) -> Double {
        try StoreError.check(deadline: deadline)
        guard let deadline else { return configuration.requestTimeout }
        return min(configuration.requestTimeout, (deadline - .now) / .seconds(1))
    }

    private static func failure(_ error: TransferError, _ request: S3Request, host: String) -> StoreError {
        switch error.progress {
        case .nothingSent:
            StoreError(
                .unreachable, "\(host) could not be reached: \(error). Look at the network, the endpoint and the proxy settings.")
        case .answerCut where request.isRead:
            StoreError(.corrupt, "The answer of \(host) was cut off: \(error).")
        case .sent where request.isRead:
            StoreError(.unreachable, "\(host) did not answer: \(error).")
        case .sent, .answerCut:
            StoreError(
                .unknownOutcome, "The connection to \(host) was lost before its answer: \(error). The write may be applied.")
        }
    }

    private func log(_ request: S3Request, _ outcome: Result<HTTPReply, StoreError>, duration: Duration) {
        logger.debug(
            "s3",
            metadata: {
                var facts: Logger.Metadata = [
                    "method": "\(request.method.rawValue)", "bucket": "\(bucket)", "key": "\(request.key ?? "")",
                    "ms": "\(Int(duration / .milliseconds(1)))", "sent": "\(request.body?.count ?? 0)",
                ]
                switch outcome {
                case .success(let reply):
                    facts["status"] = "\(reply.status)"
                    facts["received"] = "\(reply.body.count)"
                    facts["request_id"] = "\(reply.header("x-amz-request-id") ?? "")"
                case .failure(let error): facts["error"] = "\(error)"
                }
                return facts
            }())
    }
}

extension StoreError {
    /// The store says that temporary keys are over.
    fileprivate var isEndedCredentials: Bool {
        code.map(["ExpiredToken", "TokenRefreshRequired", "ExpiredTokenException", "InvalidToken"].contains) ?? false
    }
}
