import Accounts
import Database
internal import HTTPServer
import ObjectStore

/// Why the program did not start or a command failed: what happened and what to do, for the person at the terminal.
struct StartError: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }

    init(_ problems: [SettingsProblem]) {
        description = problems.map(\.description).joined(separator: "\n  ")
    }

    /// The one place that words errors for the terminal.
    static func wording(of error: any Error) -> String {
        switch error {
        case let error as DatabaseError: return error.code.map { "\(error.message) [\($0)]" } ?? error.message
        case let error as StoreError: return error.description
        case ServerError.addressInUse(.tcp(let host, let port)):
            guard let holder = PortHolder(port: port) else { return "\(error)" }
            return "port \(port) on \(host) is in use by \(holder.process) (process \(holder.id)): stop it, or set PORT"
        case let error as any CustomStringConvertible: return error.description
        default: return "\(error)"
        }
    }
}
