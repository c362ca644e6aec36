import Lambda
import Testing

@testable import Satchel

@Suite("Settings in AWS Lambda")
struct LambdaSettingsTests {
    private func settings(_ environment: [String: String]) throws -> Settings {
        let folder = try TemporaryFolder()
        return Settings(environment: environment, directory: folder.path)
    }

    @Test("Lambda's runtime API is taken up, in production and with JSON lines")
    func runtime() throws {
        let settings = try settings(["AWS_LAMBDA_RUNTIME_API": "127.0.0.1:9001"])
        #expect(settings.lambdaAPI == "127.0.0.1:9001")
        #expect(settings.mode == .production && settings.logFormat == .json)
    }

    @Test("what is set comes first")
    func explicit() throws {
        let settings = try settings([
            "AWS_LAMBDA_RUNTIME_API": "127.0.0.1:9001", "SATCHEL_ENV": "development", "LOG_FORMAT": "text",
            "SATCHEL_INVOKE_MODE": "RESPONSE_STREAM",
        ])
        #expect(settings.mode == .development && settings.logFormat == .text)
        #expect(settings.invokeMode == .responseStream)
    }

    @Test("behind the Lambda Web Adapter the site serves HTTP on the adapter's port")
    func adapter() throws {
        let settings = try settings(["AWS_LAMBDA_RUNTIME_API": "127.0.0.1:9001", "AWS_LWA_PORT": "7000", "PORT": "6000"])
        #expect(settings.lambdaAPI == nil)
        #expect(settings.port == 7000)
        #expect(settings.mode == .production)
    }

    @Test("elsewhere none of it counts")
    func elsewhere() throws {
        let settings = try settings(["AWS_LWA_PORT": "7000"])
        #expect(settings.lambdaAPI == nil && settings.port == 5000 && settings.mode == .development)
    }

    @Test("an adapter's port that is no number is refused", arguments: ["http", "70000", "-1"])
    func wrongPort(_ port: String) throws {
        let settings = try settings(["AWS_LAMBDA_RUNTIME_API": "127.0.0.1:9001", "AWS_LWA_PORT": port])
        #expect(settings.problems.map(\.description).contains { $0.contains("AWS_LWA_PORT") })
    }
}
