/// One event, with what the runtime API says about it in its header fields.
struct Invocation: Sendable {
    /// `Lambda-Runtime-Aws-Request-Id`: stands in Lambda's own log lines.
    let id: String
    /// `Lambda-Runtime-Deadline-Ms`, in seconds since 1970: then the process is ended by force.
    let deadline: Double
    /// `Lambda-Runtime-Trace-Id`, for AWS X-Ray.
    let trace: String?
    /// The event, as JSON.
    let event: [UInt8]

    init(_ reply: RuntimeReply) throws(LambdaError) {
        guard let id = reply["lambda-runtime-aws-request-id"], !id.isEmpty else {
            throw .api("an invocation without an id (Lambda-Runtime-Aws-Request-Id)")
        }
        guard let deadline = reply["lambda-runtime-deadline-ms"].flatMap(Double.init), deadline > 0 else {
            throw .api("an invocation without a deadline (Lambda-Runtime-Deadline-Ms)")
        }
        self.id = id
        self.deadline = deadline / 1000
        trace = reply["lambda-runtime-trace-id"]
        event = reply.body
    }
}
