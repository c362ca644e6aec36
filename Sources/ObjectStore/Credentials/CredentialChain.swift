import HTTPCalls

/// The places where AWS's own tools look, in their order: environment, web identity, profile, container, instance.
///
/// Not supported, and said so where a profile asks for it: `role_arn` with `source_profile`, and IAM Identity Center (`sso_…`).
public struct CredentialChain: CredentialSource {
    private let sources: [any CredentialSource]

    /// The chain for an environment.
    public init(environment: [String: String], region: String) throws(StoreError) {
        self.init(environment: environment, profile: try Profile.load(environment: environment), region: region)
    }

    init(environment: [String: String], profile: Profile?, region: String) {
        let client = HTTPClient(connections: 2)
        sources = [
            EnvironmentCredentials(environment: environment),
            WebIdentityCredentials(environment: environment, region: region, client: client),
            ProfileCredentials(profile: profile, environment: environment, region: region, client: client),
            ContainerCredentials(environment: environment, client: client),
            InstanceCredentials(environment: environment, client: client),
        ]
    }

    /// The first credentials found. A place that is set up and fails ends the search: its error says what is wrong.
    public func load() async throws(StoreError) -> Credentials? {
        for source in sources {
            if let found = try await source.load() { return found }
        }
        return nil
    }
}
