/// A request as an event, in any of three shapes:
///
/// - payload format 2.0: HTTP APIs and Function URLs ("AWS Lambda proxy integrations for HTTP APIs", API Gateway developer guide);
/// - payload format 1.0: REST APIs ("Lambda proxy integrations in API Gateway"), and HTTP APIs that ask for it;
/// - load balancers ("Use Lambda functions as targets of an Application Load Balancer"), whose header fields have one value each
///   or several, as the target group is set up.
struct HTTPEvent: Decodable, Sendable {
    var version: String?
    var httpMethod: String?
    var path: String?
    var rawPath: String?
    var rawQueryString: String?
    var cookies: [String]?
    var headers: [String: String?]?
    var multiValueHeaders: [String: [String]?]?
    var queryStringParameters: [String: String?]?
    var multiValueQueryStringParameters: [String: [String]?]?
    var requestContext: Context
    var body: String?
    var isBase64Encoded: Bool?

    struct Context: Decodable, Sendable {
        var http: HTTP?
        var identity: Identity?
        var elb: LoadBalancer?
        var stage: String?
        var path: String?
        var domainName: String?
    }

    struct HTTP: Decodable, Sendable {
        var method: String?
        var sourceIp: String?
    }

    struct Identity: Decodable, Sendable { var sourceIp: String? }

    struct LoadBalancer: Decodable, Sendable { var targetGroupArn: String? }
}

extension HTTPEvent {
    /// Which shape an event has, and its answer must have.
    enum Kind: Sendable, Hashable {
        case httpAPI, restAPI
        case loadBalancer(isMultiValue: Bool)
        /// Not a request: a schedule or a test.
        case probe
    }

    var kind: Kind {
        if requestContext.elb != nil { return .loadBalancer(isMultiValue: multiValueHeaders != nil) }
        return requestContext.http != nil || version == "2.0" ? .httpAPI : .restAPI
    }
}
