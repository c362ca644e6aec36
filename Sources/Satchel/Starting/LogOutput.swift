import Logging

/// Where log lines go: the standard error, as text for people or as JSON for machines.
enum LogOutput {
    static func logger(_ settings: Settings) -> Logger {
        var logger = Logger(label: "satchel") { label in
            switch settings.logFormat {
            case .text: StreamLogHandler.standardError(label: label)
            case .json: JSONLogHandler(label: label, output: .error)
            }
        }
        logger.logLevel = settings.logLevel
        return logger
    }
}
